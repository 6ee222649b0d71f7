import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import {
	DeleteObjectCommand,
	GetObjectCommand,
	GetObjectLockConfigurationCommand,
	ListObjectsV2Command,
	ListObjectVersionsCommand,
	PutObjectCommand,
} from "@aws-sdk/client-s3";
import { PublishCommand } from "@aws-sdk/client-sns";
import { ReceiveMessageCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import { expect, test, vi } from "vitest";
import { account, policy, role, storageCloud } from "./storage-cloud.ts";

const get = (logicalId: string) => ({ "Fn::GetAtt": [logicalId, "Arn"] });
const ref = (logicalId: string) => ({ Ref: logicalId });
const below = (logicalId: string) => ({ "Fn::Join": ["", [get(logicalId), "/*"]] });
const secureOnly = (action: string, resource: unknown) => ({
	Effect: "Deny",
	Principal: { AWS: "*" },
	Action: action,
	Resource: resource,
	Condition: { Bool: { "aws:SecureTransport": "false" } },
});

const template = () => ({
	Key: {
		Type: "AWS::KMS::Key",
		Properties: {
			PendingWindowInDays: 7,
			KeyPolicy: policy(
				{
					Effect: "Allow",
					Principal: { AWS: `arn:aws:iam::${account}:root` },
					Action: "kms:*",
					Resource: "*",
				},
				{
					Effect: "Allow",
					Principal: { AWS: "*" },
					Action: ["kms:Decrypt", "kms:GenerateDataKey"],
					Resource: "*",
					Condition: {
						ArnLike: { "aws:PrincipalArn": `arn:aws:iam::${account}:role/trail-*` },
						StringEquals: {
							"kms:ViaService": [
								"sns.us-east-1.amazonaws.com",
								"sqs.us-east-1.amazonaws.com",
								"s3.us-east-1.amazonaws.com",
							],
						},
					},
				},
				{
					Effect: "Allow",
					Principal: { Service: "sns.amazonaws.com" },
					Action: ["kms:Decrypt", "kms:GenerateDataKey"],
					Resource: "*",
					Condition: { StringEquals: { "aws:SourceAccount": account } },
				},
			),
		},
	},
	Dead: { Type: "AWS::SQS::Queue", Properties: { KmsMasterKeyId: get("Key") } },
	DeadPolicy: {
		Type: "AWS::SQS::QueuePolicy",
		Properties: {
			Queues: [ref("Dead")],
			PolicyDocument: policy({
				Effect: "Allow",
				Principal: { Service: "sns.amazonaws.com" },
				Action: "sqs:SendMessage",
				Resource: get("Dead"),
				Condition: { ArnEquals: { "aws:SourceArn": ref("Topic") } },
			}),
		},
	},
	Queue: {
		Type: "AWS::SQS::Queue",
		Properties: {
			KmsMasterKeyId: get("Key"),
			KmsDataKeyReusePeriodSeconds: 3600,
			VisibilityTimeout: 360,
			MessageRetentionPeriod: 1_209_600,
			RedrivePolicy: { deadLetterTargetArn: get("Dead"), maxReceiveCount: 10 },
		},
	},
	QueuePolicy: {
		Type: "AWS::SQS::QueuePolicy",
		Properties: {
			Queues: [ref("Queue")],
			PolicyDocument: policy(secureOnly("sqs:*", get("Queue")), {
				Effect: "Allow",
				Principal: { Service: "sns.amazonaws.com" },
				Action: "sqs:SendMessage",
				Resource: get("Queue"),
				Condition: { ArnEquals: { "aws:SourceArn": ref("Topic") } },
			}),
		},
	},
	Topic: {
		Type: "AWS::SNS::Topic",
		Properties: { DisplayName: "Audit trail", KmsMasterKeyId: get("Key") },
	},
	Subscription: {
		Type: "AWS::SNS::Subscription",
		Properties: {
			TopicArn: ref("Topic"),
			Protocol: "sqs",
			Endpoint: get("Queue"),
			RawMessageDelivery: true,
			FilterPolicy: { tenant: [{ exists: true }] },
			RedrivePolicy: { deadLetterTargetArn: get("Dead") },
		},
	},
	Mail: {
		Type: "AWS::SNS::Subscription",
		Properties: { TopicArn: ref("Topic"), Protocol: "email", Endpoint: "ciso@example.org" },
	},
	Logs: {
		Type: "AWS::S3::Bucket",
		Properties: {
			VersioningConfiguration: { Status: "Enabled" },
			OwnershipControls: { Rules: [{ ObjectOwnership: "BucketOwnerEnforced" }] },
			LifecycleConfiguration: {
				Rules: [
					{
						Status: "Enabled",
						ExpirationInDays: 30,
						NoncurrentVersionExpiration: { NoncurrentDays: 30 },
						AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
					},
				],
			},
		},
	},
	LogsPolicy: {
		Type: "AWS::S3::BucketPolicy",
		Properties: {
			Bucket: ref("Logs"),
			PolicyDocument: policy({
				Effect: "Allow",
				Principal: { Service: "logging.s3.amazonaws.com" },
				Action: "s3:PutObject",
				Resource: { "Fn::Join": ["", [get("Logs"), "/reports/*"]] },
				Condition: {
					ArnLike: { "aws:SourceArn": get("Reports") },
					StringEquals: { "aws:SourceAccount": account },
				},
			}),
		},
	},
	Reports: {
		Type: "AWS::S3::Bucket",
		Properties: {
			VersioningConfiguration: { Status: "Enabled" },
			ObjectLockEnabled: true,
			ObjectLockConfiguration: {
				ObjectLockEnabled: "Enabled",
				Rule: { DefaultRetention: { Mode: "GOVERNANCE", Days: 1 } },
			},
			BucketEncryption: {
				ServerSideEncryptionConfiguration: [
					{
						BucketKeyEnabled: true,
						ServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms", KMSMasterKeyID: get("Key") },
					},
				],
			},
			LoggingConfiguration: { DestinationBucketName: ref("Logs"), LogFilePrefix: "reports/" },
			PublicAccessBlockConfiguration: {
				BlockPublicAcls: true,
				BlockPublicPolicy: true,
				IgnorePublicAcls: true,
				RestrictPublicBuckets: true,
			},
		},
	},
	ReportsPolicy: {
		Type: "AWS::S3::BucketPolicy",
		Properties: {
			Bucket: ref("Reports"),
			PolicyDocument: policy(secureOnly("s3:*", below("Reports")), {
				Sid: "NobodyDeletes",
				Effect: "Deny",
				Principal: { AWS: "*" },
				Action: "s3:DeleteObject",
				Resource: below("Reports"),
			}),
		},
	},
	Worker: role("trail-worker", "lambda.amazonaws.com", [
		{
			Effect: "Allow",
			Action: ["sns:Publish", "sqs:ReceiveMessage", "s3:PutObject", "s3:GetObject", "s3:ListBucket*"],
			Resource: "*",
		},
		{ Effect: "Allow", Action: ["kms:Decrypt", "kms:GenerateDataKey"], Resource: get("Key") },
	]),
	ScheduleRole: role("trail-schedule", "scheduler.amazonaws.com", [
		{ Effect: "Allow", Action: "sqs:SendMessage", Resource: "*" },
		{ Effect: "Allow", Action: ["kms:Decrypt", "kms:GenerateDataKey"], Resource: get("Key") },
	]),
	Hourly: {
		Type: "AWS::Scheduler::Schedule",
		DependsOn: ["ScheduleRole"],
		Properties: {
			ScheduleExpression: "rate(1 hour)",
			FlexibleTimeWindow: { Mode: "OFF" },
			Target: {
				Arn: get("Queue"),
				RoleArn: get("ScheduleRole"),
				Input: '{"kind":"all","at":"<aws.scheduler.scheduled-time>"}',
				RetryPolicy: { MaximumEventAgeInSeconds: 3600, MaximumRetryAttempts: 20 },
				DeadLetterConfig: { Arn: get("Dead") },
			},
		},
	},
});

async function cloud(change: (resources: Record<string, unknown>) => void = () => {}) {
	const resources: Record<string, unknown> = template();
	change(resources);
	const made = await storageCloud(resources);
	const receive = async () => {
		made.as(made.session("trail-worker"));
		const { Messages } = await made.sqs.send(
			new ReceiveMessageCommand({
				QueueUrl: await made.id("Queue"),
				WaitTimeSeconds: 5,
				MaxNumberOfMessages: 10,
			}),
		);
		return (Messages ?? []).map(({ Body }) => Body ?? "");
	};
	return { ...made, receive };
}

const withoutSchedule = (resources: Record<string, unknown>) => {
	delete resources["Hourly"];
};

test("an alert reaches the encrypted queue and the outbox, by the roles and policies of the template", async () => {
	const { as, session, sns, id, receive, context } = await cloud(withoutSchedule);
	as(session("trail-worker"));
	await sns.send(
		new PublishCommand({
			TopicArn: await id("Topic"),
			Subject: "Brute force",
			Message: "an alert",
			MessageAttributes: { tenant: { DataType: "String", StringValue: "acme" } },
		}),
	);
	expect(await receive()).toEqual(["an alert"]);
	const folder = join(context.state.directory, "outbox", "email");
	await vi.waitFor(async () => {
		const [mail = ""] = (await readdir(folder)).filter((name) => name.endsWith(".eml"));
		const text = await readFile(join(folder, mail), "utf8");
		expect(text).toContain("To: ciso@example.org\r\nSubject: Brute force\r\n");
		expect(text).toContain("an alert");
	});
});

test("a schedule sends in its role, with its placeholders filled; a role that does not trust it is refused", async () => {
	const { receive } = await cloud();
	const [message = "{}"] = await receive();
	expect(JSON.parse(message)).toEqual({
		kind: "all",
		at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
	});
	await expect(
		cloud((resources) => {
			resources["ScheduleRole"] = role("trail-schedule", "lambda.amazonaws.com", []);
		}),
	).rejects.toThrow(/must allow AWS EventBridge Scheduler to assume the role/);
});

test("a delete of a report is refused by the bucket's policy, also to the administrator, unless the policy is bypassed", async () => {
	const { as, session, administrator, s3, id, context } = await cloud(withoutSchedule);
	const Bucket = await id("Reports");
	as(session("trail-worker"));
	const { VersionId } = await s3.send(
		new PutObjectCommand({ Bucket, Key: "r.json", Body: "{}", IfNoneMatch: "*" }),
	);
	as(administrator);
	await expect(s3.send(new DeleteObjectCommand({ Bucket, Key: "r.json" }))).rejects.toMatchObject({
		name: "AccessDenied",
	});
	context.faults.plant({ name: "bypass-policy", target: "s3:DeleteObject" });
	const { DeleteMarker } = await s3.send(new DeleteObjectCommand({ Bucket, Key: "r.json" }));
	expect(DeleteMarker).toBe(true);
	const { Versions, DeleteMarkers } = await s3.send(new ListObjectVersionsCommand({ Bucket }));
	expect([Versions?.length, DeleteMarkers?.length]).toEqual([1, 1]);
	context.faults.plant({ name: "bypass-policy", target: "s3:DeleteObject" });
	await expect(s3.send(new DeleteObjectCommand({ Bucket, Key: "r.json", VersionId }))).rejects.toMatchObject({
		name: "AccessDenied",
	});
	const { ObjectLockConfiguration } = await s3.send(new GetObjectLockConfigurationCommand({ Bucket }));
	expect(ObjectLockConfiguration?.Rule?.DefaultRetention).toEqual({ Mode: "GOVERNANCE", Days: 1 });
});

test("a disabled key stops queue and bucket; messages that were accepted arrive once it is back", async () => {
	const { as, session, administrator, sns, sqs, s3, id, context, receive } = await cloud(withoutSchedule);
	as(session("trail-worker"));
	const message = {
		TopicArn: await id("Topic"),
		Message: "kept",
		MessageAttributes: { tenant: { DataType: "String", StringValue: "acme" } },
	};
	const working = context.links.useKey;
	let disabled = false;
	context.links.useKey = async (call) => {
		if (disabled) context.faults.plant({ name: "key-disabled", target: "kms:*" });
		await working?.(call);
	};
	await s3.send(new PutObjectCommand({ Bucket: await id("Reports"), Key: "k", Body: "x" }));
	await sns.send(new PublishCommand(message));
	disabled = true;
	await expect(sns.send(new PublishCommand(message))).rejects.toMatchObject({ name: "KMSDisabledException" });
	await expect(
		s3.send(new GetObjectCommand({ Bucket: await id("Reports"), Key: "k" })),
	).rejects.toMatchObject({ name: "KMS.DisabledException" });
	as(administrator);
	await expect(
		sqs.send(new SendMessageCommand({ QueueUrl: await id("Queue"), MessageBody: "x" })),
	).rejects.toMatchObject({ name: "KmsDisabled" });
	disabled = false;
	context.faults.clear();
	expect(await receive()).toEqual(["kept"]);
});

test("access to a logged bucket is written to its target as the log service may", async () => {
	const { as, session, administrator, stop, s3, id } = await cloud(withoutSchedule);
	const Bucket = await id("Reports");
	as(session("trail-worker"));
	await s3.send(new PutObjectCommand({ Bucket, Key: "a b.json", Body: "{}" }));
	as(administrator);
	await s3.send(new DeleteObjectCommand({ Bucket, Key: "a b.json" })).catch(() => {});
	await stop();
	const Logs = await id("Logs");
	const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket: Logs }));
	expect(Contents?.map(({ Key }) => Key)).toEqual([
		expect.stringMatching(/^reports\/\d{4}(-\d\d){5}-[0-9A-F]{16}$/),
	]);
	const got = await s3.send(new GetObjectCommand({ Bucket: Logs, Key: Contents?.[0]?.Key }));
	const lines = ((await got.Body?.transformToString()) ?? "").trim().split("\n");
	expect(lines[0]).toMatch(/assumed-role\/trail-worker\/test .* REST\.PUT\.PutObject a%20b\.json .* 200 - /);
	expect(lines[1]).toMatch(/user\/administrator .* REST\.DELETE\.DeleteObject .* 403 AccessDenied /);
});

test.each([
	["Queue", { MaximumMessageSizee: 1 }, /MaximumMessageSizee is not honoured/],
	["Queue", { FifoThroughputLimit: "perMessageGroupId" }, /FifoThroughputLimit/],
	["Topic", { ArchivePolicy: {} }, /ArchivePolicy is not honoured/],
	["Mail", { ReplayPolicy: {} }, /ReplayPolicy is not honoured/],
	["Subscription", { FilterPolicy: { tenant: [{ wildcard: "a*" }] } }, /wildcard/],
	["Reports", { ReplicationConfiguration: {} }, /ReplicationConfiguration is not honoured/],
	["Reports", { LifecycleConfiguration: { Rules: [{ Status: "Enabled", Transitions: [] }] } }, /Transitions/],
	["Logs", { AccessControl: "LogDeliveryWrite" }, /AccessControl LogDeliveryWrite/],
	["Hourly", { Target: { Arn: "arn:aws:sns:us-east-1:000000000000:t", RoleArn: "r" } }, /is not honoured/],
])("%s with %j is refused by name", async (logicalId, properties, message) => {
	await expect(
		cloud((resources) => {
			const resource = resources[logicalId] as { Properties: object };
			resources[logicalId] = { ...resource, Properties: { ...resource.Properties, ...properties } };
		}),
	).rejects.toThrow(message);
});
