import { hash, randomBytes } from "node:crypto";
import type { Change } from "../../state.ts";
import type { Bucket } from "../bucket/bucket.ts";
import { type Desk, inTurn } from "../desk.ts";
import { refuse } from "../refuse.ts";
import { defaultRetention } from "./lock.ts";
import type { Version } from "./version.ts";

/** A new version's contents, before it has an id and a place. */
export interface NewVersion
	extends Pick<Version, "size" | "headers" | "metadata" | "tags" | "encryption">,
		Partial<Pick<Version, "checksum" | "retention" | "legalHold" | "parts">> {
	/** Of the bytes; an object under a KMS key gets another one, as on S3. */
	etag: string;
	/** Writes the bytes and gives the file's name; called once the conditions hold. */
	write(): Promise<string>;
	/** Changes that must happen with it, or not at all. */
	more?: readonly Change[];
}

/** Conditions of a write (`If-None-Match: *`, `If-Match: <etag>`). */
export interface WriteCondition {
	ifNoneMatch: string | undefined;
	ifMatch: string | undefined;
}

/**
 * Stores a version: bytes first, then its record in one commit. A delete marker counts as no object, so
 * `If-None-Match: *` succeeds behind one, as on S3. In a bucket without versioning the `null` version is replaced.
 */
export async function store(
	desk: Desk,
	bucket: Bucket,
	key: string,
	made: NewVersion,
	condition: WriteCondition = { ifNoneMatch: undefined, ifMatch: undefined },
): Promise<Version> {
	const version = await inTurn(desk, bucket.name, key, async () => {
		const before = await desk.versions.of(bucket.name, key);
		const newest = before[0];
		checkCondition(key, newest, condition);
		const versioned = bucket.versioning === "Enabled";
		const replaced = versioned ? undefined : before.find((version) => version.versionId === "null");
		const file = await made.write();
		const now = desk.context.clock.now();
		const { write: _, more = [], etag, ...rest } = made;
		const retention = made.retention ?? defaultRetention(bucket, now);
		const stored: Version = {
			...rest,
			bucket: bucket.name,
			key,
			versionId: versioned ? newVersionId() : "null",
			order: (newest?.order ?? 0) + 1,
			lastModified: now,
			marker: false,
			file,
			etag: made.encryption.algorithm === "aws:kms" ? `"${hash("md5", file)}${partsOf(etag)}"` : etag,
			...(retention === undefined ? {} : { retention }),
		};
		await desk.versions.commit([
			desk.versions.stored(stored),
			...(replaced ? [desk.versions.gone(replaced)] : []),
			...more,
		]);
		desk.bytes.settled(file);
		if (replaced?.file) await desk.bytes.remove(replaced.file);
		return stored;
	});
	return version;
}

export const newVersionId = () => randomBytes(24).toString("base64url");

const partsOf = (etag: string) => /-\d+(?="$)/.exec(etag)?.[0] ?? "";

/** Refuses a write whose condition does not hold. */
export function checkCondition(
	key: string,
	newest: Version | undefined,
	{ ifNoneMatch, ifMatch }: WriteCondition,
) {
	const current = newest?.marker ? undefined : newest;
	if (ifNoneMatch !== undefined) {
		if (ifNoneMatch !== "*") throw refuse.notImplemented("If-None-Match of a write takes * only");
		if (current) throw refuse.precondition("If-None-Match");
	}
	if (ifMatch !== undefined) {
		if (!current) throw refuse.noKey(key);
		if (ifMatch !== "*" && ifMatch.replaceAll('"', "") !== current.etag.replaceAll('"', ""))
			throw refuse.precondition("If-Match");
	}
}
