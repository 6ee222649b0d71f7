import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
	CreateBucketCommand,
	CreateMultipartUploadCommand,
	DeleteObjectCommand,
	GetObjectCommand,
	HeadObjectCommand,
	ListMultipartUploadsCommand,
	ListObjectVersionsCommand,
	PutBucketVersioningCommand,
	PutObjectCommand,
	PutObjectRetentionCommand,
	S3Client,
	UploadPartCommand,
} from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import type { LifecycleRule } from "../../../local/s3/bucket/bucket.ts";
import { Buckets } from "../../../local/s3/bucket/buckets.ts";
import { createS3 } from "../../../local/s3/create-s3.ts";
import { sweep } from "../../../local/s3/housekeeping.ts";
import { Bytes } from "../../../local/s3/object/bytes.ts";
import { Versions } from "../../../local/s3/object/versions.ts";
import type { LocalContext } from "../../../local/service.ts";
import { Turns } from "../../../local/turns.ts";
import { kernelContext } from "../kernel-context.ts";
import { loopback } from "../loopback.ts";

const DAY = 86_400_000;

/** S3 over a state: called again over the same one, it stands for a restart after `kill -9`. */
async function serve(context: LocalContext) {
	const { url } = await loopback(await createS3(context));
	const client = new S3Client({
		endpoint: url,
		region: "us-east-1",
		credentials: { accessKeyId: "a", secretAccessKey: "s" },
		forcePathStyle: true,
		maxAttempts: 1,
	});
	const put = async (Key: string, Body: string, more: object = {}) =>
		(await client.send(new PutObjectCommand({ Bucket: "bucket", Key, Body, ...more }))).VersionId;
	const read = async (Key: string, VersionId?: string) =>
		(await client.send(new GetObjectCommand({ Bucket: "bucket", Key, VersionId }))).Body?.transformToString();
	const history = async () => {
		const listed = await client.send(new ListObjectVersionsCommand({ Bucket: "bucket" }));
		return {
			versions: (listed.Versions ?? []).map(({ Key }) => Key),
			markers: (listed.DeleteMarkers ?? []).map(({ Key }) => Key),
		};
	};
	/** Signed by nobody, with exactly these headers. */
	const raw = (path: string, init: RequestInit) =>
		fetch(`${url}/bucket${path}`, {
			...init,
			headers: {
				authorization: "AWS4-HMAC-SHA256 Credential=a/20261124/us-east-1/s3/aws4_request",
				...init.headers,
			},
		});
	return { client, put, read, history, raw };
}

async function withBucket(options: { versioned?: boolean; locked?: boolean } = {}) {
	const context = await kernelContext();
	const served = await serve(context);
	await served.client.send(
		new CreateBucketCommand({ Bucket: "bucket", ObjectLockEnabledForBucket: options.locked ?? false }),
	);
	if (options.versioned)
		await served.client.send(
			new PutBucketVersioningCommand({
				Bucket: "bucket",
				VersioningConfiguration: { Status: "Enabled" },
			}),
		);
	return { context, ...served };
}

/** Sets the rule in the state and runs the daily round of a fresh process. */
async function sweepWith(context: LocalContext, rule: Partial<LifecycleRule> = {}) {
	const buckets = await Buckets.open(context.state);
	await buckets.save({
		...buckets.byName("bucket"),
		lifecycle: [{ id: "r", enabled: true, prefix: "", ...rule }],
	});
	await sweep({
		context,
		buckets,
		versions: new Versions(context.state),
		bytes: new Bytes(context.state.directory),
		turns: new Turns(),
	});
}

const files = async (context: LocalContext) =>
	(await readdir(join(context.state.directory, "s3"), { recursive: true })).filter((name) =>
		name.includes("/"),
	);

test("objects, versions and locks survive a restart", async () => {
	const { context, put } = await withBucket({ locked: true });
	const until = new Date(context.clock.now() + DAY);
	const version = await put("k", "evidence", {
		ObjectLockMode: "COMPLIANCE",
		ObjectLockRetainUntilDate: until,
	});
	const { client, read } = await serve(context);
	expect(await read("k", version)).toBe("evidence");
	const remove = () =>
		client.send(
			new DeleteObjectCommand({
				Bucket: "bucket",
				Key: "k",
				VersionId: version,
				BypassGovernanceRetention: true,
			}),
		);
	await expect(remove()).rejects.toMatchObject({ name: "AccessDenied" });
	context.clock.move(DAY + 1000);
	await remove();
	expect(await files(context)).toEqual([]);
});

test("bypassing governance needs its own permission", async () => {
	const { context, client, put } = await withBucket({ locked: true });
	const version = await put("k", "x", {
		ObjectLockMode: "GOVERNANCE",
		ObjectLockRetainUntilDate: new Date(context.clock.now() + DAY),
	});
	const asked: string[] = [];
	context.authorize = ({ action }) => {
		asked.push(action);
		if (action === "s3:BypassGovernanceRetention") throw new Error("no");
	};
	const bypass = { Bucket: "bucket", Key: "k", VersionId: version, BypassGovernanceRetention: true };
	await expect(client.send(new DeleteObjectCommand(bypass))).rejects.toMatchObject({ name: "AccessDenied" });
	await expect(
		client.send(
			new PutObjectRetentionCommand({
				...bypass,
				Retention: { Mode: "GOVERNANCE", RetainUntilDate: new Date(context.clock.now() + 1000) },
			}),
		),
	).rejects.toMatchObject({ name: "AccessDenied" });
	expect(asked).toContain("s3:DeleteObjectVersion");
});

test("of a hundred writers with If-None-Match one succeeds", async () => {
	const { put, history } = await withBucket({ versioned: true });
	const results = await Promise.allSettled(
		Array.from({ length: 100 }, (_, index) => put("k", `${index}`, { IfNoneMatch: "*" })),
	);
	expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
	expect(await history()).toEqual({ versions: ["k"], markers: [] });
});

test("without versioning an object is replaced and its old bytes go", async () => {
	const { context, client, put, read } = await withBucket();
	await put("k", "one");
	await put("k", "two");
	expect(await read("k")).toBe("two");
	expect(await files(context)).toHaveLength(1);
	await client.send(new DeleteObjectCommand({ Bucket: "bucket", Key: "k" }));
	expect(await files(context)).toEqual([]);
});

test("suspended versioning replaces the null version and keeps the others", async () => {
	const { client, put, history, read } = await withBucket({ versioned: true });
	const first = await put("k", "kept");
	await client.send(
		new PutBucketVersioningCommand({ Bucket: "bucket", VersioningConfiguration: { Status: "Suspended" } }),
	);
	await put("k", "null one");
	await put("k", "null two");
	expect((await history()).versions).toHaveLength(2);
	await client.send(new DeleteObjectCommand({ Bucket: "bucket", Key: "k" }));
	expect(await history()).toEqual({ versions: ["k"], markers: ["k"] });
	expect(await read("k", first)).toBe("kept");
});

test("expiration hides the current version at the midnight behind it, and replaced ones go in their time", async () => {
	const { context, put, history } = await withBucket({ versioned: true });
	await put("old/k", "one");
	await put("old/k", "two");
	await put("new/k", "one");
	const rule = { prefix: "old/", expirationDays: 2, noncurrentDays: 3 };
	context.clock.move(2 * DAY - 1000);
	await sweepWith(context, rule);
	expect(await history()).toEqual({ versions: ["new/k", "old/k", "old/k"], markers: [] });
	context.clock.move(3 * DAY);
	await sweepWith(context, rule);
	expect((await history()).markers).toEqual(["old/k"]);
	context.clock.move(8 * DAY);
	await sweepWith(context, rule);
	expect(await history()).toEqual({ versions: ["new/k"], markers: ["old/k"] });
	await sweepWith(context, { prefix: "old/", expiredMarkers: true });
	expect(await history()).toEqual({ versions: ["new/k"], markers: [] });
});

test("no lifecycle rule takes a version that is locked", async () => {
	const { context, put, history } = await withBucket({ locked: true });
	await put("held", "x", { ObjectLockLegalHoldStatus: "ON" });
	await put("kept", "x", {
		ObjectLockMode: "GOVERNANCE",
		ObjectLockRetainUntilDate: new Date(context.clock.now() + 30 * DAY),
	});
	await put("free", "x");
	const rule = { expirationDays: 1, noncurrentDays: 1 };
	for (const days of [3, 6, 9]) {
		context.clock.move(days * DAY);
		await sweepWith(context, rule);
	}
	expect((await history()).versions).toEqual(["held", "kept"]);
	context.clock.move(40 * DAY);
	await sweepWith(context, rule);
	expect((await history()).versions).toEqual(["held"]);
});

test("stale uploads in parts are aborted, and files that a crash left behind go", async () => {
	const { context, client, put } = await withBucket();
	await put("k", "x");
	const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket: "bucket", Key: "big" }));
	await client.send(
		new UploadPartCommand({ Bucket: "bucket", Key: "big", UploadId, PartNumber: 1, Body: "part" }),
	);
	const [folder = ""] = await readdir(join(context.state.directory, "s3"));
	await writeFile(join(context.state.directory, "s3", folder, `${folder}-left-behind.new`), "half");
	await sweepWith(context, { abortUploadDays: 1 });
	expect(await files(context)).toHaveLength(2);
	context.clock.move(3 * DAY);
	await sweepWith(context, { abortUploadDays: 1 });
	expect(await files(context)).toHaveLength(1);
	const { Uploads } = await client.send(new ListMultipartUploadsCommand({ Bucket: "bucket" }));
	expect(Uploads).toBeUndefined();
});

test("an aws-chunked body with its trailer is taken apart and verified", async () => {
	const { raw, read } = await withBucket();
	const send = (crc: string, length = "9") =>
		raw("/k", {
			method: "PUT",
			headers: {
				"content-encoding": "aws-chunked",
				"x-amz-content-sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
				"x-amz-decoded-content-length": length,
				"x-amz-trailer": "x-amz-checksum-crc32",
			},
			body: `5\r\n12345\r\n4\r\n6789\r\n0\r\nx-amz-checksum-crc32:${crc}\r\n\r\n`,
		});
	expect((await send("y/Q5Jg==")).status).toBe(200);
	expect(await read("k")).toBe("123456789");
	expect(await (await send("AAAAAA==")).text()).toContain("BadDigest");
	expect(await (await send("y/Q5Jg==", "10")).text()).toContain("IncompleteBody");
});

test.each([
	["PUT", "/k", { "x-amz-website-redirect-location": "/x" }, "x-amz-website-redirect-location"],
	["PUT", "/k", { "x-amz-server-side-encryption-customer-algorithm": "AES256" }, "customer-algorithm"],
	["PUT", "/k", { "x-amz-object-lock-event-hold": "ON" }, "x-amz-object-lock-event-hold"],
	["PUT", "/k", { "x-amz-acl": "public-read" }, "public-read"],
	["PUT", "/k", { "x-amz-storage-class": "GLACIER" }, "GLACIER"],
	["PUT", "/k", { "if-none-match": '"abc"' }, "If-None-Match"],
	["PUT", "/k", { "x-amz-content-sha256": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD" }, "STREAMING-AWS4"],
	["PUT", "/k", { "x-amz-sdk-checksum-algorithm": "XXHASH64" }, "XXHASH64"],
	["GET", "/k?torrent", {}, "torrent"],
	["GET", "/k?partNumber=1", {}, "partNumber"],
	["GET", "?prefix=a", {}, "list-type"],
	["GET", "?replication", {}, "replication"],
	["POST", "/k?restore", {}, "restore"],
])("%s %s with %j is refused as NotImplemented, by name", async (method, path, headers, named) => {
	const { raw } = await withBucket();
	const response = await raw(path, { method, headers });
	const text = await response.text();
	expect([response.status, text]).toEqual([501, expect.stringContaining("NotImplemented")]);
	expect(text).toContain(named);
});

test("a body that is not the one that was signed is refused", async () => {
	const { raw } = await withBucket();
	const response = await raw("/k", {
		method: "PUT",
		headers: { "x-amz-content-sha256": "0".repeat(64) },
		body: "x",
	});
	expect(await response.text()).toContain("XAmzContentSHA256Mismatch");
});

test("a lock needs a digest of the bytes", async () => {
	const { context, raw } = await withBucket({ locked: true });
	const response = await raw("/k", {
		method: "PUT",
		headers: {
			"x-amz-object-lock-mode": "GOVERNANCE",
			"x-amz-object-lock-retain-until-date": new Date(context.clock.now() + DAY).toISOString(),
		},
		body: "x",
	});
	expect(await response.text()).toContain("Content-MD5 OR x-amz-checksum-");
});

test("policies see what a write asks for", async () => {
	const { context, put } = await withBucket({ locked: true });
	const seen: Record<string, unknown>[] = [];
	context.authorize = ({ action, context: conditions }) => seen.push({ action, ...conditions });
	await put("k", "x", {
		IfNoneMatch: "*",
		ServerSideEncryption: "AES256",
		ObjectLockMode: "GOVERNANCE",
		ObjectLockRetainUntilDate: new Date(context.clock.now() + 10 * DAY),
	});
	expect(seen[0]).toMatchObject({
		action: "s3:PutObject",
		"s3:if-none-match": "*",
		"s3:x-amz-server-side-encryption": "AES256",
		"s3:object-lock-mode": "GOVERNANCE",
		"s3:object-lock-remaining-retention-days": "10",
	});
	expect(seen.map(({ action }) => action)).toContain("s3:PutObjectRetention");
});

test("who may not list a bucket does not learn which keys it has", async () => {
	const { context, client } = await withBucket();
	context.authorize = ({ action }) => {
		if (action === "s3:ListBucket") throw new Error("no");
	};
	await expect(client.send(new GetObjectCommand({ Bucket: "bucket", Key: "no" }))).rejects.toMatchObject({
		name: "AccessDenied",
	});
	await expect(client.send(new HeadObjectCommand({ Bucket: "bucket", Key: "no" }))).rejects.toMatchObject({
		$metadata: { httpStatusCode: 403 },
	});
});

test("a presigned URL's parameters count as headers, and response-* changes the answer's headers", async () => {
	const { put, raw } = await withBucket();
	await put("k", "hello");
	const signed = new URLSearchParams({
		"X-Amz-Algorithm": "AWS4-HMAC-SHA256",
		"X-Amz-Credential": "a/20261124/us-east-1/s3/aws4_request",
		"X-Amz-Date": "20261124T000000Z",
		"X-Amz-Expires": "60",
		"X-Amz-SignedHeaders": "host",
		"X-Amz-Signature": "0",
		"X-Amz-Content-Sha256": "UNSIGNED-PAYLOAD",
		"x-amz-checksum-mode": "ENABLED",
		"x-id": "GetObject",
		"response-content-disposition": 'attachment; filename="a.txt"',
		"response-content-type": "text/plain",
	});
	const response = await raw(`/k?${signed}`, {});
	expect(await response.text()).toBe("hello");
	expect(response.headers.get("content-disposition")).toBe('attachment; filename="a.txt"');
	expect(response.headers.get("content-type")).toBe("text/plain");
	expect(response.headers.get("x-amz-checksum-crc32")).toBe("NhCmhg==");
	signed.set("x-amz-website-redirect-location", "/x");
	expect((await raw(`/k?${signed}`, {})).status).toBe(501);
});

test("a listing of no keys at all is complete", async () => {
	const { put, raw } = await withBucket({ versioned: true });
	await put("k", "x");
	for (const path of ["?list-type=2&max-keys=0", "?versions&max-keys=0"])
		expect(await (await raw(path, {})).text()).toContain("<IsTruncated>false</IsTruncated>");
});
