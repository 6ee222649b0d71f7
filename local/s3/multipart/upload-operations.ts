import { hash, randomBytes } from "node:crypto";
import { AwsError } from "../../service.ts";
import {
	type ChecksumAlgorithm,
	checksumAlgorithms,
	checksumHeader,
	checksumOf,
} from "../checksum/checksum.ts";
import { readPayload } from "../checksum/payload.ts";
import { type Desk, inTurn, type Operation } from "../desk.ts";
import { encryptionHeaders, guardKey, readEncryption } from "../encryption.ts";
import { bucketOf, guard } from "../guard.ts";
import { readDescription } from "../object/description.ts";
import { readLock } from "../object/lock.ts";
import { refuse } from "../refuse.ts";
import { emptyReply, isoTime, xmlReply } from "../reply.ts";
import { type Upload, Uploads } from "./uploads.ts";

export const createMultipartUpload: Operation = async (desk, ask, operation) => {
	const { context } = desk;
	const bucket = bucketOf(desk, ask);
	const { caller } = ask.request;
	ask.parameter("uploads");
	const lock = readLock(ask, bucket, context.clock.now());
	const encryption = readEncryption(context, ask, bucket);
	const acl = ask.header("x-amz-acl");
	const description = readDescription(ask);
	const checksum = readChecksumChoice(
		ask.header("x-amz-checksum-algorithm"),
		ask.header("x-amz-checksum-type"),
	);
	ask.end(operation);
	const asking = { caller, operation };
	const conditions = { ...lock.conditions, ...encryption.conditions, "s3:x-amz-acl": acl };
	guard(context, bucket, ask.key, "PutObject", asking, conditions);
	if (lock.retention) guard(context, bucket, ask.key, "PutObjectRetention", asking, conditions);
	if (lock.legalHold !== undefined) guard(context, bucket, ask.key, "PutObjectLegalHold", asking, conditions);
	const upload: Upload = {
		...description,
		id: randomBytes(32).toString("base64url"),
		bucket: bucket.name,
		key: ask.key,
		startedAt: context.clock.now(),
		encryption: encryption.encryption,
		checksum,
		...(lock.retention === undefined ? {} : { retention: lock.retention }),
		...(lock.legalHold === undefined ? {} : { legalHold: lock.legalHold }),
	};
	await guardKey(context, upload, upload.encryption, "kms:GenerateDataKey", caller);
	await new Uploads(context.state).begin(upload);
	return xmlReply(
		"InitiateMultipartUploadResult",
		{ Bucket: upload.bucket, Key: upload.key, UploadId: upload.id },
		{
			...encryptionHeaders(upload.encryption),
			"x-amz-checksum-algorithm": checksum.algorithm,
			"x-amz-checksum-type": checksum.type,
		},
	);
};

/** SHA checksums of parts can only be put together; CRC-64/NVME only be taken of the whole. */
function readChecksumChoice(named: string | undefined, type: string | undefined): Upload["checksum"] {
	const algorithm: ChecksumAlgorithm | undefined =
		named === undefined ? "CRC64NVME" : checksumAlgorithms.find((known) => known === named);
	if (algorithm === undefined)
		throw refuse.notImplemented(`the checksum algorithm ${named} is not honoured by the local cloud`);
	const standard = algorithm === "CRC64NVME" ? "FULL_OBJECT" : "COMPOSITE";
	const wanted = type ?? standard;
	if (
		(wanted !== "FULL_OBJECT" && wanted !== "COMPOSITE") ||
		(algorithm === "CRC64NVME" && wanted === "COMPOSITE") ||
		(algorithm.startsWith("SHA") && wanted === "FULL_OBJECT")
	)
		throw refuse.request(`The checksum type ${wanted} does not go with ${algorithm}`);
	return { algorithm, type: wanted, chosen: named !== undefined };
}

export const uploadPart: Operation = async (desk, ask, operation) => {
	const { context } = desk;
	const bucket = bucketOf(desk, ask);
	const { caller } = ask.request;
	const id = ask.parameter("uploadId") ?? "";
	const number = ask.wholeParameter("partNumber", 1, 10_000);
	const payload = readPayload(ask);
	ask.header("content-type");
	ask.end(operation);
	if (number === undefined) throw refuse.argument("UploadPart needs partNumber");
	guard(context, bucket, ask.key, "PutObject", { caller, operation });
	const uploads = new Uploads(context.state);
	const upload = await uploads.find(bucket.name, ask.key, id);
	const { algorithm } = upload.checksum;
	const given = payload.checksum;
	if (given && upload.checksum.chosen && given.algorithm !== algorithm)
		throw refuse.request(
			`Checksum Type mismatch occurred, expected checksum Type: ${algorithm.toLowerCase()}, actual checksum Type: ${given.algorithm.toLowerCase()}`,
		);
	if ((upload.retention ?? upload.legalHold ?? bucket.objectLock?.default) !== undefined && !payload.vouched)
		throw refuse.request(
			"Content-MD5 OR x-amz-checksum- HTTP header is required for Put Part requests with Object Lock parameters",
		);
	await guardKey(context, upload, upload.encryption, "kms:GenerateDataKey", caller);
	const { bytes } = payload;
	const checksum = given?.algorithm === algorithm ? given.value : checksumOf(algorithm, bytes);
	const etag = `"${hash("md5", bytes)}"`;
	await inTurn(desk, bucket.name, ask.key, async () => {
		// It may have been ended while its turn had not come.
		await uploads.find(bucket.name, ask.key, id);
		const file = await desk.bytes.write(bytes);
		const lastModified = context.clock.now();
		const replaced = await uploads.put(id, {
			number,
			file,
			size: bytes.length,
			etag,
			checksum,
			lastModified,
			...(given ? { given: { algorithm: given.algorithm, value: given.value } } : {}),
		});
		desk.bytes.settled(file);
		if (replaced) await desk.bytes.remove(replaced.file);
	});
	return emptyReply(200, {
		etag,
		...encryptionHeaders(upload.encryption),
		...(given ? { [checksumHeader(given.algorithm)]: given.value } : {}),
	});
};

export const abortMultipartUpload: Operation = async (desk, ask, operation) => {
	const bucket = bucketOf(desk, ask);
	const id = ask.parameter("uploadId") ?? "";
	ask.end(operation);
	guard(desk.context, bucket, ask.key, "AbortMultipartUpload", { caller: ask.request.caller, operation });
	await abortUpload(desk, await new Uploads(desk.context.state).find(bucket.name, ask.key, id));
	return emptyReply(204);
};

export async function abortUpload(desk: Desk, upload: Upload): Promise<void> {
	const uploads = new Uploads(desk.context.state);
	await inTurn(desk, upload.bucket, upload.key, async () => {
		const parts = await uploads.parts(upload.id);
		await uploads.end(upload, parts);
		for (const part of parts) await desk.bytes.remove(part.file);
	});
}

export const listParts: Operation = async (desk, ask, operation) => {
	const bucket = bucketOf(desk, ask);
	const id = ask.parameter("uploadId") ?? "";
	const max = ask.wholeParameter("max-parts", 0, 2_147_483_647) ?? 1000;
	const marker = ask.wholeParameter("part-number-marker", 0, 10_000) ?? 0;
	ask.end(operation);
	guard(desk.context, bucket, ask.key, "ListMultipartUploadParts", { caller: ask.request.caller, operation });
	const uploads = new Uploads(desk.context.state);
	const upload = await uploads.find(bucket.name, ask.key, id);
	const parts = (await uploads.parts(id)).filter(({ number }) => number > marker);
	const shown = parts.slice(0, Math.min(max, 1000));
	return xmlReply("ListPartsResult", {
		Bucket: bucket.name,
		Key: ask.key,
		UploadId: id,
		PartNumberMarker: marker,
		NextPartNumberMarker: shown.at(-1)?.number ?? 0,
		MaxParts: max,
		IsTruncated: shown.length < parts.length,
		StorageClass: "STANDARD",
		ChecksumAlgorithm: upload.checksum.algorithm,
		ChecksumType: upload.checksum.type,
		Part: shown.map(({ number, lastModified, etag, size }) => ({
			PartNumber: number,
			LastModified: isoTime(lastModified),
			ETag: etag,
			Size: size,
		})),
	});
};

export const listMultipartUploads: Operation = async (desk, ask, operation) => {
	const bucket = bucketOf(desk, ask);
	ask.parameter("uploads");
	const prefix = ask.parameter("prefix") ?? "";
	ask.end(operation);
	guard(desk.context, bucket, undefined, "ListBucketMultipartUploads", {
		caller: ask.request.caller,
		operation,
	});
	const uploads = await new Uploads(desk.context.state).of(bucket.name, prefix);
	if (uploads.length > 1000)
		throw new AwsError("NotImplemented", "more than 1,000 uploads are not listed by the local cloud", 501);
	return xmlReply("ListMultipartUploadsResult", {
		Bucket: bucket.name,
		Prefix: prefix,
		MaxUploads: 1000,
		IsTruncated: false,
		Upload: uploads.map(({ key, id, startedAt }) => ({
			Key: key,
			UploadId: id,
			Initiated: isoTime(startedAt),
			StorageClass: "STANDARD",
		})),
	});
};
