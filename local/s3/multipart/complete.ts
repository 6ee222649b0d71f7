import { hash } from "node:crypto";
import { AwsError } from "../../service.ts";
import { type Checksum, checksumAlgorithms, checksumHeader, checksumOf } from "../checksum/checksum.ts";
import type { Desk, Operation } from "../desk.ts";
import { guardKey } from "../encryption.ts";
import { bucketOf, guard } from "../guard.ts";
import { checksumHeaders, writtenHeaders } from "../object/put-object.ts";
import { store } from "../object/store.ts";
import { refuse } from "../refuse.ts";
import { readDocument, xmlReply } from "../reply.ts";
import { type Part, type Upload, Uploads } from "./uploads.ts";

const LEAST = 5 * 1024 * 1024;

/** Joins the named parts, in order, into one version; the bucket's lock applies from then on. */
export const completeMultipartUpload: Operation = async (desk, ask, operation) => {
	const { context } = desk;
	const bucket = bucketOf(desk, ask);
	const { caller } = ask.request;
	const id = ask.parameter("uploadId") ?? "";
	const condition = { ifNoneMatch: ask.header("if-none-match"), ifMatch: ask.header("if-match") };
	const given = readGiven(
		checksumAlgorithms.map((algorithm) => [algorithm, ask.header(checksumHeader(algorithm))]),
	);
	const type = ask.header("x-amz-checksum-type");
	const size = ask.header("x-amz-mp-object-size");
	ask.header("content-md5");
	ask.header("x-amz-sdk-checksum-algorithm");
	ask.end(operation);
	const wanted = readWanted(ask.request.body);
	guard(
		context,
		bucket,
		ask.key,
		"PutObject",
		{ caller, operation },
		{
			"s3:if-none-match": condition.ifNoneMatch,
			"s3:if-match": condition.ifMatch,
		},
	);
	const uploads = new Uploads(context.state);
	const upload = await uploads.find(bucket.name, ask.key, id);
	await guardKey(context, upload, upload.encryption, "kms:Decrypt", caller);
	const all = await uploads.parts(id);
	const parts = chosen(all, wanted, upload.checksum.algorithm);
	const total = parts.reduce((sum, part) => sum + part.size, 0);
	if (size !== undefined && size !== String(total))
		throw refuse.request("x-amz-mp-object-size is not the size of the parts together");
	const checksum = await checksumOfParts(desk, upload, parts);
	if ((type ?? checksum.type) !== checksum.type)
		throw refuse.request("x-amz-checksum-type is not the one of the upload");
	if (given && (given[0] !== checksum.algorithm || given[1] !== checksum.value))
		throw new AwsError("BadDigest", "The checksum you specified does not fit the parts together.");
	const digests = parts.map(({ etag }) => Buffer.from(etag.replaceAll('"', ""), "hex"));
	const version = await store(
		desk,
		bucket,
		ask.key,
		{
			headers: upload.headers,
			metadata: upload.metadata,
			tags: upload.tags,
			encryption: upload.encryption,
			...(upload.retention === undefined ? {} : { retention: upload.retention }),
			...(upload.legalHold === undefined ? {} : { legalHold: upload.legalHold }),
			size: total,
			etag: `"${hash("md5", Buffer.concat(digests))}-${parts.length}"`,
			checksum,
			parts: parts.length,
			write: async () => {
				// Completed or aborted by another caller while its turn had not come?
				await uploads.find(bucket.name, ask.key, id);
				return desk.bytes.join(parts.map((part) => part.file));
			},
			more: uploads.ended(upload, all),
		},
		condition,
	);
	for (const part of all) await desk.bytes.remove(part.file);
	const { etag, ...headers } = writtenHeaders(version);
	for (const name of Object.keys(checksumHeaders(version))) delete headers[name];
	return xmlReply(
		"CompleteMultipartUploadResult",
		{
			Location: `${context.endpoint ?? ""}/${bucket.name}/${encodeURIComponent(ask.key)}`,
			Bucket: bucket.name,
			Key: ask.key,
			ETag: etag,
			[`Checksum${checksum.algorithm}`]: checksum.value,
			ChecksumType: checksum.type,
		},
		headers,
	);
};

function readGiven(values: (readonly [string, string | undefined])[]): readonly [string, string] | undefined {
	for (const [algorithm, value] of values) if (value !== undefined) return [algorithm, value];
	return undefined;
}

interface WantedPart {
	number: number;
	etag: string;
	checksum: readonly [string, string] | undefined;
}

function readWanted(body: Buffer): WantedPart[] {
	const document = readDocument(body, "CompleteMultipartUpload", ["Part"]);
	const parts = (document.inners("Part") ?? []).map((part) => {
		const number = part.whole("PartNumber", 1, 10_000);
		if (number === undefined) throw refuse.malformed("a Part needs PartNumber");
		const checksum = readGiven(
			checksumAlgorithms.map((algorithm) => [algorithm, part.maybeText(`Checksum${algorithm}`)]),
		);
		const wanted = { number, etag: part.text("ETag").replaceAll('"', ""), checksum };
		part.end();
		return wanted;
	});
	document.end();
	if (parts.length === 0) throw refuse.malformed("CompleteMultipartUpload names no part");
	return parts;
}

function checksumFits(part: Part, algorithm: string, wanted: WantedPart["checksum"]): boolean {
	if (!wanted) return true;
	if (wanted[0] === algorithm) return wanted[1] === part.checksum;
	return wanted[0] === part.given?.algorithm && wanted[1] === part.given.value;
}

function chosen(all: readonly Part[], wanted: readonly WantedPart[], algorithm: string): Part[] {
	return wanted.map(({ number, etag, checksum }, index) => {
		if (index > 0 && number <= (wanted[index - 1]?.number ?? 0))
			throw new AwsError("InvalidPartOrder", "The list of parts was not in ascending order.");
		const part = all.find((known) => known.number === number);
		if (!part || part.etag.replaceAll('"', "") !== etag || !checksumFits(part, algorithm, checksum))
			throw new AwsError(
				"InvalidPart",
				"One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
			);
		if (index < wanted.length - 1 && part.size < LEAST)
			throw new AwsError("EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size");
		return part;
	});
}

/** Of the bytes together, or of the parts' checksums with their count, as the upload was begun. */
async function checksumOfParts(desk: Desk, upload: Upload, parts: readonly Part[]): Promise<Checksum> {
	const { algorithm, type } = upload.checksum;
	if (type === "COMPOSITE") {
		const joined = Buffer.concat(parts.map((part) => Buffer.from(part.checksum, "base64")));
		return { algorithm, type, value: `${checksumOf(algorithm, joined)}-${parts.length}` };
	}
	const pieces: Buffer[] = [];
	for (const part of parts)
		for await (const piece of await desk.bytes.read(part.file)) pieces.push(piece as Buffer);
	return { algorithm, type, value: checksumOf(algorithm, Buffer.concat(pieces)) };
}
