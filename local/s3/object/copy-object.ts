import { hash } from "node:crypto";
import { checksumOf } from "../checksum/checksum.ts";
import type { Operation } from "../desk.ts";
import { guardKey, readEncryption } from "../encryption.ts";
import { bucketOf, guard } from "../guard.ts";
import { refuse } from "../refuse.ts";
import { isoTime, xmlReply } from "../reply.ts";
import { readDescription } from "./description.ts";
import { readLock } from "./lock.ts";
import { versionHeader, writtenHeaders } from "./put-object.ts";
import { store } from "./store.ts";

/** Copies one object in one piece; conditions on the source are refused by name. */
export const copyObject: Operation = async (desk, ask, operation) => {
	const { context } = desk;
	const { caller } = ask.request;
	const bucket = bucketOf(desk, ask);
	const source = readSource(ask.header("x-amz-copy-source") ?? "");
	const condition = { ifNoneMatch: ask.header("if-none-match"), ifMatch: ask.header("if-match") };
	const metadata = directive(ask.header("x-amz-metadata-directive"));
	const tagging = directive(ask.header("x-amz-tagging-directive"));
	const lock = readLock(ask, bucket, context.clock.now());
	const encryption = readEncryption(context, ask, bucket);
	const description = readDescription(ask);
	ask.end(operation);
	const asking = { caller, operation };
	const from = desk.buckets.byName(source.bucket);
	guard(
		context,
		from,
		source.key,
		source.versionId === undefined ? "GetObject" : "GetObjectVersion",
		asking,
		{ "s3:VersionId": source.versionId },
	);
	const conditions = { ...lock.conditions, ...encryption.conditions };
	guard(context, bucket, ask.key, "PutObject", asking, conditions);
	if (lock.retention) guard(context, bucket, ask.key, "PutObjectRetention", asking, conditions);
	if (lock.legalHold !== undefined) guard(context, bucket, ask.key, "PutObjectLegalHold", asking, conditions);
	const original = await desk.versions.find(source.bucket, source.key, source.versionId);
	if (!original?.file || original.marker) throw refuse.noKey(source.key);
	const same = source.bucket === bucket.name && source.key === ask.key;
	if (same && metadata === "COPY" && source.versionId === undefined)
		throw refuse.request("This copy request is illegal because it is trying to copy an object to itself.");
	await guardKey(context, source, original.encryption, "kms:Decrypt", caller);
	const target = { bucket: bucket.name, key: ask.key };
	await guardKey(context, target, encryption.encryption, "kms:GenerateDataKey", caller);
	const pieces: Buffer[] = [];
	for await (const piece of await desk.bytes.read(original.file)) pieces.push(piece as Buffer);
	const bytes = Buffer.concat(pieces);
	const version = await store(
		desk,
		bucket,
		ask.key,
		{
			headers: metadata === "COPY" ? original.headers : description.headers,
			metadata: metadata === "COPY" ? original.metadata : description.metadata,
			tags: tagging === "COPY" ? original.tags : description.tags,
			size: bytes.length,
			etag: `"${hash("md5", bytes)}"`,
			checksum: {
				algorithm: original.checksum?.algorithm ?? "CRC64NVME",
				value: checksumOf(original.checksum?.algorithm ?? "CRC64NVME", bytes),
				type: "FULL_OBJECT",
			},
			encryption: encryption.encryption,
			...(lock.retention === undefined ? {} : { retention: lock.retention }),
			...(lock.legalHold === undefined ? {} : { legalHold: lock.legalHold }),
			write: () => desk.bytes.write(bytes),
		},
		condition,
	);
	const { etag, ...headers } = writtenHeaders(version);
	const copied = versionHeader(original)["x-amz-version-id"];
	return xmlReply(
		"CopyObjectResult",
		{ LastModified: isoTime(version.lastModified), ETag: etag },
		{ ...headers, ...(copied === undefined ? {} : { "x-amz-copy-source-version-id": copied }) },
	);
};

function readSource(header: string): { bucket: string; key: string; versionId: string | undefined } {
	const match = /^\/?([^/?]+)\/([^?]+)(?:\?versionId=([^&]+))?$/.exec(header);
	try {
		if (match)
			return {
				bucket: decodeURIComponent(match[1] ?? ""),
				key: decodeURIComponent(match[2] ?? ""),
				versionId: match[3],
			};
	} catch {}
	throw refuse.argument("Copy Source must mention the source bucket and key: sourcebucket/sourcekey");
}

function directive(text: string | undefined): "COPY" | "REPLACE" {
	if (text === undefined || text === "COPY") return "COPY";
	if (text === "REPLACE") return "REPLACE";
	throw refuse.argument("a directive takes COPY or REPLACE");
}
