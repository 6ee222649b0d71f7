import { hash } from "node:crypto";
import { checksumHeader, checksumOf } from "../checksum/checksum.ts";
import { readPayload } from "../checksum/payload.ts";
import type { Operation } from "../desk.ts";
import { encryptionHeaders, guardKey, readEncryption } from "../encryption.ts";
import { bucketOf, guard } from "../guard.ts";
import { refuse } from "../refuse.ts";
import { readDescription } from "./description.ts";
import { readLock } from "./lock.ts";
import { store } from "./store.ts";
import type { Version } from "./version.ts";

export const putObject: Operation = async (desk, ask, operation) => {
	const { context } = desk;
	const bucket = bucketOf(desk, ask);
	const { caller } = ask.request;
	const condition = { ifNoneMatch: ask.header("if-none-match"), ifMatch: ask.header("if-match") };
	const lock = readLock(ask, bucket, context.clock.now());
	const encryption = readEncryption(context, ask, bucket);
	const acl = ask.header("x-amz-acl");
	const description = readDescription(ask);
	const payload = readPayload(ask);
	ask.end(operation);
	const asking = { caller, operation };
	const conditions = {
		...lock.conditions,
		...encryption.conditions,
		"s3:x-amz-acl": acl,
		"s3:if-none-match": condition.ifNoneMatch,
		"s3:if-match": condition.ifMatch,
	};
	guard(context, bucket, ask.key, "PutObject", asking, conditions);
	// Each of these needs its own permission (API reference, PutObject).
	if (lock.retention) guard(context, bucket, ask.key, "PutObjectRetention", asking, conditions);
	if (lock.legalHold !== undefined) guard(context, bucket, ask.key, "PutObjectLegalHold", asking, conditions);
	if (Object.keys(description.tags).length > 0) guard(context, bucket, ask.key, "PutObjectTagging", asking);
	const locked = lock.retention ?? lock.legalHold ?? bucket.objectLock?.default;
	if (locked !== undefined && !payload.vouched)
		throw refuse.request(
			"Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests with Object Lock parameters",
		);
	await guardKey(
		context,
		{ bucket: bucket.name, key: ask.key },
		encryption.encryption,
		"kms:GenerateDataKey",
		caller,
	);
	const { bytes } = payload;
	const version = await store(
		desk,
		bucket,
		ask.key,
		{
			...description,
			size: bytes.length,
			etag: `"${hash("md5", bytes)}"`,
			checksum: payload.checksum ?? {
				algorithm: "CRC64NVME",
				value: checksumOf("CRC64NVME", bytes),
				type: "FULL_OBJECT",
			},
			encryption: encryption.encryption,
			...(lock.retention === undefined ? {} : { retention: lock.retention }),
			...(lock.legalHold === undefined ? {} : { legalHold: lock.legalHold }),
			write: () => desk.bytes.write(bytes),
		},
		condition,
	);
	return { status: 200, headers: writtenHeaders(version), body: "" };
};

/** What an answer to a write tells of the version. */
export function writtenHeaders(version: Version): Record<string, string> {
	return {
		etag: version.etag,
		...versionHeader(version),
		...encryptionHeaders(version.encryption),
		...checksumHeaders(version),
	};
}

export const versionHeader = (version: Version): Record<string, string> =>
	version.versionId === "null" ? {} : { "x-amz-version-id": version.versionId };

export const checksumHeaders = ({ checksum }: Version): Record<string, string> =>
	checksum
		? { [checksumHeader(checksum.algorithm)]: checksum.value, "x-amz-checksum-type": checksum.type }
		: {};
