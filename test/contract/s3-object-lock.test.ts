import { randomUUID } from "node:crypto";
import {
	CreateBucketCommand,
	DeleteObjectCommand,
	DeleteObjectsCommand,
	GetObjectCommand,
	GetObjectLegalHoldCommand,
	GetObjectLockConfigurationCommand,
	GetObjectRetentionCommand,
	HeadObjectCommand,
	ListObjectVersionsCommand,
	PutBucketVersioningCommand,
	PutObjectCommand,
	PutObjectLegalHoldCommand,
	PutObjectLockConfigurationCommand,
	PutObjectRetentionCommand,
	S3Client,
} from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { createS3 } from "../../local/s3/create-s3.ts";
import { endpointUnderTest } from "./storage-endpoint.ts";

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000);
const denied = { name: "AccessDenied" };

async function lockedBucket(standard?: { Mode: "GOVERNANCE" | "COMPLIANCE"; Days: number }) {
	const client = new S3Client({ ...(await endpointUnderTest(createS3)), forcePathStyle: true });
	const Bucket = `contract-${randomUUID()}`;
	await client.send(new CreateBucketCommand({ Bucket, ObjectLockEnabledForBucket: true }));
	if (standard)
		await client.send(
			new PutObjectLockConfigurationCommand({
				Bucket,
				ObjectLockConfiguration: { ObjectLockEnabled: "Enabled", Rule: { DefaultRetention: standard } },
			}),
		);
	const put = async (more: object = {}) =>
		(await client.send(new PutObjectCommand({ Bucket, Key: "k", Body: "evidence", ...more }))).VersionId;
	const remove = (VersionId: string | undefined, BypassGovernanceRetention?: boolean) =>
		client.send(new DeleteObjectCommand({ Bucket, Key: "k", VersionId, BypassGovernanceRetention }));
	const retain = (
		VersionId: string | undefined,
		Mode: "GOVERNANCE" | "COMPLIANCE",
		RetainUntilDate: Date,
		BypassGovernanceRetention?: boolean,
	) =>
		client.send(
			new PutObjectRetentionCommand({
				Bucket,
				Key: "k",
				VersionId,
				Retention: { Mode, RetainUntilDate },
				BypassGovernanceRetention,
			}),
		);
	return { client, Bucket, put, remove, retain };
}

test("a version under COMPLIANCE can be deleted by nobody, with or without bypass", async () => {
	const { client, Bucket, put, remove } = await lockedBucket();
	const version = await put({ ObjectLockMode: "COMPLIANCE", ObjectLockRetainUntilDate: inDays(1) });
	await expect(remove(version)).rejects.toMatchObject(denied);
	await expect(remove(version, true)).rejects.toMatchObject(denied);
	const { Errors } = await client.send(
		new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: "k", VersionId: version }] } }),
	);
	expect(Errors?.map(({ Code }) => Code)).toEqual(["AccessDenied"]);
	const got = await client.send(new GetObjectCommand({ Bucket, Key: "k", VersionId: version }));
	expect(await got.Body?.transformToString()).toBe("evidence");
	expect(got.ObjectLockMode).toBe("COMPLIANCE");
});

test("COMPLIANCE can be made longer, never shorter, weaker or void", async () => {
	const { client, Bucket, put, retain } = await lockedBucket();
	const version = await put({ ObjectLockMode: "COMPLIANCE", ObjectLockRetainUntilDate: inDays(2) });
	await expect(retain(version, "COMPLIANCE", inDays(1), true)).rejects.toMatchObject(denied);
	await expect(retain(version, "GOVERNANCE", inDays(3), true)).rejects.toMatchObject(denied);
	await expect(
		client.send(
			new PutObjectRetentionCommand({
				Bucket,
				Key: "k",
				VersionId: version,
				Retention: {},
				BypassGovernanceRetention: true,
			}),
		),
	).rejects.toMatchObject(denied);
	const until = inDays(3);
	await retain(version, "COMPLIANCE", until);
	const { Retention } = await client.send(
		new GetObjectRetentionCommand({ Bucket, Key: "k", VersionId: version }),
	);
	expect(Retention?.Mode).toBe("COMPLIANCE");
	expect(Math.abs((Retention?.RetainUntilDate?.getTime() ?? 0) - until.getTime())).toBeLessThan(1000);
});

test("GOVERNANCE yields to a bypass and to nothing else", async () => {
	const { put, remove, retain } = await lockedBucket();
	const version = await put({ ObjectLockMode: "GOVERNANCE", ObjectLockRetainUntilDate: inDays(2) });
	await expect(remove(version)).rejects.toMatchObject(denied);
	await expect(retain(version, "GOVERNANCE", inDays(1))).rejects.toMatchObject(denied);
	await retain(version, "GOVERNANCE", inDays(1), true);
	await remove(version, true);
});

test("a legal hold stands until it is lifted, whatever the retention", async () => {
	const { client, Bucket, put, remove } = await lockedBucket();
	const version = await put({ ObjectLockLegalHoldStatus: "ON" });
	await expect(remove(version, true)).rejects.toMatchObject(denied);
	const { LegalHold } = await client.send(
		new GetObjectLegalHoldCommand({ Bucket, Key: "k", VersionId: version }),
	);
	expect(LegalHold?.Status).toBe("ON");
	await client.send(
		new PutObjectLegalHoldCommand({
			Bucket,
			Key: "k",
			VersionId: version,
			LegalHold: { Status: "OFF" },
		}),
	);
	await remove(version);
});

test("a bucket's default retention locks what asks for none", async () => {
	const { client, Bucket, put, remove } = await lockedBucket({ Mode: "GOVERNANCE", Days: 1 });
	const version = await put();
	const head = await client.send(new HeadObjectCommand({ Bucket, Key: "k" }));
	expect(head.ObjectLockMode).toBe("GOVERNANCE");
	const left = (head.ObjectLockRetainUntilDate?.getTime() ?? 0) - Date.now();
	expect(left).toBeGreaterThan(86_400_000 - 120_000);
	expect(left).toBeLessThan(86_400_000 + 120_000);
	await expect(remove(version)).rejects.toMatchObject(denied);
	const { ObjectLockConfiguration } = await client.send(new GetObjectLockConfigurationCommand({ Bucket }));
	expect(ObjectLockConfiguration?.Rule?.DefaultRetention).toEqual({ Mode: "GOVERNANCE", Days: 1 });
});

test("a plain delete of a locked object adds a marker only; the locked version stays the oldest", async () => {
	const { client, Bucket, put, remove } = await lockedBucket({ Mode: "COMPLIANCE", Days: 1 });
	const version = await put({ IfNoneMatch: "*" });
	await remove(undefined);
	const second = await put({ IfNoneMatch: "*" });
	const { Versions, DeleteMarkers } = await client.send(new ListObjectVersionsCommand({ Bucket }));
	expect(Versions?.map(({ VersionId }) => VersionId)).toEqual([second, version]);
	expect(DeleteMarkers).toHaveLength(1);
});

test("versioning of a locked bucket cannot be suspended, and an unlocked bucket refuses lock headers", async () => {
	const { client, Bucket } = await lockedBucket();
	await expect(
		client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Suspended" } })),
	).rejects.toMatchObject({ name: "InvalidBucketState" });
	const plain = `contract-${randomUUID()}`;
	await client.send(new CreateBucketCommand({ Bucket: plain }));
	await expect(
		client.send(
			new PutObjectCommand({
				Bucket: plain,
				Key: "k",
				Body: "x",
				ObjectLockMode: "GOVERNANCE",
				ObjectLockRetainUntilDate: inDays(1),
			}),
		),
	).rejects.toMatchObject({ name: "InvalidRequest" });
});

test("a retain-until date in the past is refused", async () => {
	const { put } = await lockedBucket();
	await expect(
		put({ ObjectLockMode: "GOVERNANCE", ObjectLockRetainUntilDate: inDays(-1) }),
	).rejects.toMatchObject({ name: "InvalidArgument" });
});
