import { createHash, randomBytes, randomUUID } from "node:crypto";
import {
	CompleteMultipartUploadCommand,
	CopyObjectCommand,
	CreateBucketCommand,
	CreateMultipartUploadCommand,
	DeleteObjectCommand,
	DeleteObjectsCommand,
	GetObjectCommand,
	GetObjectTaggingCommand,
	HeadBucketCommand,
	HeadObjectCommand,
	ListObjectsV2Command,
	ListObjectVersionsCommand,
	ListPartsCommand,
	PutBucketVersioningCommand,
	PutObjectCommand,
	S3Client,
	UploadPartCommand,
} from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { createS3 } from "../../local/s3/create-s3.ts";
import { endpointUnderTest } from "./storage-endpoint.ts";

async function bucket(options: { versioned?: boolean } = {}) {
	const client = new S3Client({ ...(await endpointUnderTest(createS3)), forcePathStyle: true });
	const Bucket = `contract-${randomUUID()}`;
	await client.send(new CreateBucketCommand({ Bucket }));
	if (options.versioned)
		await client.send(
			new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }),
		);
	const read = async (Key: string, more: object = {}) =>
		(await client.send(new GetObjectCommand({ Bucket, Key, ...more }))).Body?.transformToString();
	return { client, Bucket, read };
}

test("an object comes back with its bytes, metadata, tags and checksum", async () => {
	const { client, Bucket } = await bucket();
	const Body = randomBytes(100_000);
	const Key = "a folder/größe & <xml>+%.bin";
	const put = await client.send(
		new PutObjectCommand({
			Bucket,
			Key,
			Body,
			ContentType: "application/x-test",
			Metadata: { author: "someone" },
			Tagging: "kind=report&year=2026",
		}),
	);
	expect(put.ETag).toBe(`"${createHash("md5").update(Body).digest("hex")}"`);
	const got = await client.send(new GetObjectCommand({ Bucket, Key }));
	expect(Buffer.from((await got.Body?.transformToByteArray()) ?? [])).toEqual(Body);
	expect(got.ContentType).toBe("application/x-test");
	expect(got.Metadata).toEqual({ author: "someone" });
	expect(got.TagCount).toBe(2);
	expect(got.ServerSideEncryption).toBe("AES256");
	const head = await client.send(new HeadObjectCommand({ Bucket, Key, ChecksumMode: "ENABLED" }));
	expect(head.ContentLength).toBe(100_000);
	expect(head.ChecksumCRC32).toBe(put.ChecksumCRC32);
	const { TagSet } = await client.send(new GetObjectTaggingCommand({ Bucket, Key }));
	expect(TagSet).toContainEqual({ Key: "year", Value: "2026" });
});

test.each(["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"] as const)(
	"the SDK's %s is verified on the way in and given on the way out",
	async (ChecksumAlgorithm) => {
		const { client, Bucket, read } = await bucket();
		if (ChecksumAlgorithm !== "CRC64NVME")
			await client.send(new PutObjectCommand({ Bucket, Key: "k", Body: "123456789", ChecksumAlgorithm }));
		else
			await client.send(
				new PutObjectCommand({ Bucket, Key: "k", Body: "123456789", ChecksumCRC64NVME: "rosUhgp5mIg=" }),
			);
		expect(await read("k")).toBe("123456789");
		const head = await client.send(new HeadObjectCommand({ Bucket, Key: "k", ChecksumMode: "ENABLED" }));
		expect(head[`Checksum${ChecksumAlgorithm}`]).toBeTruthy();
		const wrong = Buffer.alloc(
			{ CRC32: 4, CRC32C: 4, CRC64NVME: 8, SHA1: 20, SHA256: 32 }[ChecksumAlgorithm],
		);
		await expect(
			client.send(
				new PutObjectCommand({
					Bucket,
					Key: "k",
					Body: "other",
					[`Checksum${ChecksumAlgorithm}`]: wrong.toString("base64"),
				}),
			),
		).rejects.toMatchObject({ name: "BadDigest" });
		expect(await read("k")).toBe("123456789");
	},
);

test("a wrong Content-MD5 is refused and nothing is stored", async () => {
	const { client, Bucket, read } = await bucket();
	await expect(
		client.send(
			new PutObjectCommand({ Bucket, Key: "k", Body: "x", ContentMD5: "AAAAAAAAAAAAAAAAAAAAAA==" }),
		),
	).rejects.toMatchObject({ name: "BadDigest" });
	await expect(read("k")).rejects.toMatchObject({ name: "NoSuchKey" });
});

test("ranges give their part, also from the end, and refuse what lies behind it", async () => {
	const { client, Bucket, read } = await bucket();
	await client.send(new PutObjectCommand({ Bucket, Key: "k", Body: "0123456789" }));
	expect(await read("k", { Range: "bytes=2-4" })).toBe("234");
	expect(await read("k", { Range: "bytes=-3" })).toBe("789");
	expect(await read("k", { Range: "bytes=7-" })).toBe("789");
	const { ContentRange } = await client.send(new GetObjectCommand({ Bucket, Key: "k", Range: "bytes=0-0" }));
	expect(ContentRange).toBe("bytes 0-0/10");
	await expect(read("k", { Range: "bytes=10-" })).rejects.toMatchObject({ name: "InvalidRange" });
});

test("conditions of reads and writes decide", async () => {
	const { client, Bucket, read } = await bucket();
	const put = (Body: string, more: object) =>
		client.send(new PutObjectCommand({ Bucket, Key: "k", Body, ...more }));
	const { ETag } = await put("one", { IfNoneMatch: "*" });
	await expect(put("two", { IfNoneMatch: "*" })).rejects.toMatchObject({ name: "PreconditionFailed" });
	await expect(put("two", { IfMatch: '"0"' })).rejects.toMatchObject({ name: "PreconditionFailed" });
	expect(await read("k", { IfMatch: ETag })).toBe("one");
	await put("two", { IfMatch: ETag });
	expect(await read("k")).toBe("two");
	await expect(read("k", { IfMatch: ETag })).rejects.toMatchObject({ name: "PreconditionFailed" });
	const { LastModified, ETag: newer } = await client.send(new HeadObjectCommand({ Bucket, Key: "k" }));
	await expect(read("k", { IfNoneMatch: newer })).rejects.toMatchObject({
		$metadata: { httpStatusCode: 304 },
	});
	await expect(read("k", { IfModifiedSince: LastModified })).rejects.toMatchObject({
		$metadata: { httpStatusCode: 304 },
	});
});

test("a plain delete adds a marker, behind which If-None-Match succeeds again; versions stay", async () => {
	const { client, Bucket, read } = await bucket({ versioned: true });
	const first = await client.send(
		new PutObjectCommand({ Bucket, Key: "k", Body: "first", IfNoneMatch: "*" }),
	);
	const deleted = await client.send(new DeleteObjectCommand({ Bucket, Key: "k" }));
	expect(deleted.DeleteMarker).toBe(true);
	await expect(read("k")).rejects.toMatchObject({ name: "NoSuchKey" });
	await client.send(new PutObjectCommand({ Bucket, Key: "k", Body: "second", IfNoneMatch: "*" }));
	expect(await read("k")).toBe("second");
	expect(await read("k", { VersionId: first.VersionId })).toBe("first");
	const { Versions, DeleteMarkers } = await client.send(new ListObjectVersionsCommand({ Bucket }));
	expect(Versions?.map(({ IsLatest }) => IsLatest)).toEqual([true, false]);
	expect(Versions?.at(-1)?.VersionId).toBe(first.VersionId);
	expect(DeleteMarkers?.map(({ VersionId }) => VersionId)).toEqual([deleted.VersionId]);
	await expect(read("k", { VersionId: deleted.VersionId })).rejects.toMatchObject({
		$metadata: { httpStatusCode: 405 },
	});
	await client.send(new DeleteObjectCommand({ Bucket, Key: "k", VersionId: first.VersionId }));
	await expect(read("k", { VersionId: first.VersionId })).rejects.toMatchObject({ name: "NoSuchVersion" });
});

test("listing pages through keys and rolls them up at a delimiter", async () => {
	const { client, Bucket } = await bucket();
	for (const Key of ["a/1", "a/2", "b", "c/1", "d"])
		await client.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
	const seen: string[] = [];
	let ContinuationToken: string | undefined;
	do {
		const page = await client.send(
			new ListObjectsV2Command({ Bucket, Delimiter: "/", MaxKeys: 1, ContinuationToken }),
		);
		expect(page.KeyCount).toBe(1);
		seen.push(...(page.Contents ?? []).map(({ Key }) => Key ?? ""));
		seen.push(...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix ?? ""));
		ContinuationToken = page.NextContinuationToken;
	} while (ContinuationToken);
	expect(seen).toEqual(["a/", "b", "c/", "d"]);
	const below = await client.send(new ListObjectsV2Command({ Bucket, Prefix: "a/", StartAfter: "a/1" }));
	expect(below.Contents?.map(({ Key }) => Key)).toEqual(["a/2"]);
});

test("versions are listed page by page, newest first, without gaps", async () => {
	const { client, Bucket } = await bucket({ versioned: true });
	const made: string[] = [];
	for (const Key of ["a", "b"])
		for (let count = 0; count < 3; count++) {
			const { VersionId = "" } = await client.send(new PutObjectCommand({ Bucket, Key, Body: `${count}` }));
			made.push(VersionId);
		}
	const seen: string[] = [];
	let markers: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } = {};
	for (;;) {
		const page = await client.send(new ListObjectVersionsCommand({ Bucket, MaxKeys: 2, ...markers }));
		seen.push(...(page.Versions ?? []).map(({ VersionId }) => VersionId ?? ""));
		if (!page.IsTruncated) break;
		markers = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
	}
	expect(seen).toEqual([...made.slice(0, 3).reverse(), ...made.slice(3).reverse()]);
});

test("several objects are deleted at once", async () => {
	const { client, Bucket } = await bucket();
	for (const Key of ["a", "b"]) await client.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
	const { Deleted } = await client.send(
		new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: "a" }, { Key: "b" }, { Key: "never" }] } }),
	);
	expect(Deleted?.map(({ Key }) => Key)).toEqual(["a", "b", "never"]);
	expect((await client.send(new ListObjectsV2Command({ Bucket }))).KeyCount).toBe(0);
});

test("an upload in parts becomes one object", async () => {
	const { client, Bucket } = await bucket();
	const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key: "big" }));
	const pieces = [randomBytes(5 * 1024 * 1024), randomBytes(10)];
	const Parts = [];
	for (const [index, Body] of pieces.entries()) {
		const PartNumber = index + 1;
		const { ETag } = await client.send(
			new UploadPartCommand({ Bucket, Key: "big", UploadId, PartNumber, Body }),
		);
		Parts.push({ ETag, PartNumber });
	}
	const listed = await client.send(new ListPartsCommand({ Bucket, Key: "big", UploadId }));
	expect(listed.Parts?.map(({ Size }) => Size)).toEqual([5 * 1024 * 1024, 10]);
	const done = await client.send(
		new CompleteMultipartUploadCommand({ Bucket, Key: "big", UploadId, MultipartUpload: { Parts } }),
	);
	expect(done.ETag).toMatch(/-2"$/);
	const got = await client.send(new GetObjectCommand({ Bucket, Key: "big" }));
	expect(Buffer.from((await got.Body?.transformToByteArray()) ?? [])).toEqual(Buffer.concat(pieces));
	await expect(client.send(new ListPartsCommand({ Bucket, Key: "big", UploadId }))).rejects.toMatchObject({
		name: "NoSuchUpload",
	});
});

test("a copy has the bytes and the metadata of its source", async () => {
	const { client, Bucket, read } = await bucket();
	await client.send(new PutObjectCommand({ Bucket, Key: "a b", Body: "x", Metadata: { m: "1" } }));
	await client.send(new CopyObjectCommand({ Bucket, Key: "copy", CopySource: `${Bucket}/a%20b` }));
	expect(await read("copy")).toBe("x");
	const { Metadata } = await client.send(new HeadObjectCommand({ Bucket, Key: "copy" }));
	expect(Metadata).toEqual({ m: "1" });
});

test("buckets and keys that are not there are told apart", async () => {
	const { client, Bucket } = await bucket();
	await client.send(new HeadBucketCommand({ Bucket }));
	await expect(client.send(new HeadObjectCommand({ Bucket, Key: "no" }))).rejects.toMatchObject({
		name: "NotFound",
	});
	await expect(
		client.send(new GetObjectCommand({ Bucket: `none-${randomUUID()}`, Key: "no" })),
	).rejects.toMatchObject({ name: "NoSuchBucket" });
});
