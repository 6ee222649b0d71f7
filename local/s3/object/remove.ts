import type { Bucket } from "../bucket/bucket.ts";
import { type Desk, inTurn } from "../desk.ts";
import { type Asking, guard, mayDo } from "../guard.ts";
import { refuse } from "../refuse.ts";
import { refuseLocked } from "./lock.ts";
import { newVersionId } from "./store.ts";
import type { Version } from "./version.ts";

export interface Removal {
	key: string;
	/** Undefined adds a delete marker, or removes the object where nothing is versioned. */
	versionId: string | undefined;
	bypassGovernance: boolean;
	ifMatch?: string | undefined;
}

export interface Removed {
	/** The version that is gone, or the marker that came. */
	versionId: string | undefined;
	/** Whether a marker came or went. */
	marker: boolean;
}

/** Deletes as DeleteObject does, after asking policies and locks. */
export async function removeObject(
	desk: Desk,
	bucket: Bucket,
	removal: Removal,
	asking: Asking,
): Promise<Removed> {
	const { context } = desk;
	const { key, versionId } = removal;
	const action = versionId === undefined ? "DeleteObject" : "DeleteObjectVersion";
	guard(context, bucket, key, action, asking, {
		"s3:VersionId": versionId,
		"s3:if-match": removal.ifMatch,
	});
	return inTurn(desk, bucket.name, key, async () => {
		const before = await desk.versions.of(bucket.name, key);
		if (removal.ifMatch !== undefined) checkMatch(key, before, removal);
		if (versionId !== undefined) {
			const version = before.find((known) => known.versionId === versionId);
			// S3 answers success for a version that is not there.
			if (!version) return { versionId, marker: false };
			refuseLocked(
				version,
				context.clock.now(),
				() =>
					removal.bypassGovernance &&
					mayDo(context, bucket, key, "BypassGovernanceRetention", asking, { "s3:VersionId": versionId }),
			);
			await drop(desk, version);
			return { versionId, marker: version.marker };
		}
		if (bucket.versioning === undefined) {
			for (const version of before) await drop(desk, version);
			return { versionId: undefined, marker: false };
		}
		return addMarker(desk, bucket, key, before);
	});
}

/** Adds a delete marker; where versioning is suspended it replaces the `null` version. Call it in the key's turn. */
export async function addMarker(
	desk: Desk,
	bucket: Bucket,
	key: string,
	before: readonly Version[],
): Promise<Removed> {
	const suspended = bucket.versioning !== "Enabled";
	const replaced = suspended ? before.find((version) => version.versionId === "null") : undefined;
	const marker: Version = {
		bucket: bucket.name,
		key,
		versionId: suspended ? "null" : newVersionId(),
		order: (before[0]?.order ?? 0) + 1,
		lastModified: desk.context.clock.now(),
		marker: true,
		size: 0,
		etag: "",
		headers: {},
		metadata: {},
		tags: {},
		encryption: { algorithm: "AES256" },
	};
	await desk.versions.commit([
		desk.versions.stored(marker),
		...(replaced ? [desk.versions.gone(replaced)] : []),
	]);
	if (replaced?.file) await desk.bytes.remove(replaced.file);
	return { versionId: marker.versionId, marker: true };
}

/** Takes a version away: its record first, so that none ever names missing bytes. */
export async function drop(desk: Desk, version: Version): Promise<void> {
	await desk.versions.commit([desk.versions.gone(version)]);
	if (version.file) await desk.bytes.remove(version.file);
}

function checkMatch(key: string, before: readonly Version[], { ifMatch, versionId }: Removal): void {
	if (versionId !== undefined) throw refuse.notImplemented("If-Match with a versionId is not honoured by S3");
	const current = before[0]?.marker ? undefined : before[0];
	if (!current) throw refuse.noKey(key);
	if (ifMatch !== "*" && ifMatch?.replaceAll('"', "") !== current.etag.replaceAll('"', ""))
		throw refuse.precondition("If-Match");
}
