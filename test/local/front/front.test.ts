import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { DescribeKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { GetScheduleCommand, SchedulerClient } from "@aws-sdk/client-scheduler";
import { ListTopicsCommand, SNSClient } from "@aws-sdk/client-sns";
import { ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { describe, expect, test } from "vitest";
import { AwsError } from "../../../local/service.ts";
import { frontBench, ok } from "./front-bench.ts";

const put = new PutItemCommand({ TableName: "T", Item: { k: { S: "1" } } });

test("a signed call reaches the service that its scope names, with its operation and its caller", async () => {
	const bench = await frontBench();
	await new DynamoDBClient(bench.client).send(put);
	expect(bench.seen).toHaveLength(1);
	expect(bench.seen[0]).toMatchObject({
		service: "dynamodb",
		operation: "PutItem",
		target: "DynamoDB_20120810.PutItem",
		caller: { kind: "administrator" },
	});
	bench.answer(() =>
		ok("<ListTopicsResponse><ListTopicsResult/></ListTopicsResponse>", { "content-type": "text/xml" }),
	);
	await new SNSClient(bench.client).send(new ListTopicsCommand({}));
	expect(bench.seen[1]).toMatchObject({ service: "sns", operation: "ListTopics", target: undefined });
});

test("a wrong secret, and no signature at all, are refused before any service is asked", async () => {
	const bench = await frontBench();
	const credentials = { ...bench.client.credentials, secretAccessKey: "wrong" };
	await expect(new DynamoDBClient({ ...bench.client, credentials }).send(put)).rejects.toMatchObject({
		name: "InvalidSignatureException",
	});
	expect((await fetch(bench.endpoint, { method: "POST" })).status).toBe(403);
	expect(bench.seen).toEqual([]);
});

test("a service that is not there is refused with the names of those that are", async () => {
	const bench = await frontBench(["kms"]);
	await expect(new DynamoDBClient(bench.client).send(put)).rejects.toThrow(
		'no service "dynamodb"; it has kms',
	);
});

describe("a refusal is what the SDK of its service reads", () => {
	const error = () => new AwsError("AccessDeniedException", "you may not", 403, { Reason: "planted" });
	const cases: [string, (client: never) => Promise<unknown>][] = [
		["dynamodb", (client) => new DynamoDBClient(client).send(put)],
		["kms", (client) => new KMSClient(client).send(new DescribeKeyCommand({ KeyId: "k" }))],
		["sqs", (client) => new SQSClient(client).send(new ListQueuesCommand({}))],
		["sns", (client) => new SNSClient(client).send(new ListTopicsCommand({}))],
		["s3", (client) => new S3Client(client).send(new GetObjectCommand({ Bucket: "b", Key: "k" }))],
		["lambda", (client) => new LambdaClient(client).send(new InvokeCommand({ FunctionName: "f" }))],
		["scheduler", (client) => new SchedulerClient(client).send(new GetScheduleCommand({ Name: "s" }))],
	];
	test.each(cases)("%s", async (_name, send) => {
		const bench = await frontBench();
		bench.refuse(error());
		const thrown: unknown = await send(bench.client as never).catch((refusal: unknown) => refusal);
		expect(thrown).toMatchObject({ name: "AccessDeniedException", message: "you may not" });
		expect(thrown).toHaveProperty("$metadata.httpStatusCode", 403);
		expect(thrown).toHaveProperty("$metadata.requestId", expect.stringMatching(/^[0-9a-f-]{36}$/));
	});
});

test("a lost reply strikes after the work was done, once, at the operation that was named", async () => {
	const bench = await frontBench();
	await bench.control("POST", "faults", { name: "reply-lost", target: "dynamodb:PutItem", count: 1 });
	const client = new DynamoDBClient(bench.client);
	await expect(client.send(put)).rejects.toMatchObject({ code: "ECONNRESET" });
	expect(bench.seen).toHaveLength(1);
	await client.send(put);
	expect(bench.seen).toHaveLength(2);
});

test("a defect of the local cloud is a 500 that tells nothing to the caller, and its place to the terminal", async () => {
	const bench = await frontBench();
	bench.answer(() => {
		throw new TypeError("planted defect");
	});
	await expect(
		new KMSClient(bench.client).send(new DescribeKeyCommand({ KeyId: "k" })),
	).rejects.toMatchObject({
		name: "InternalFailure",
		message: expect.not.stringContaining("planted"),
	});
	expect(bench.context.lines.join()).toContain("planted defect");
});

test("the control paths move the clock and plant and clear faults, for the token's holder only", async () => {
	const bench = await frontBench();
	expect((await bench.control("POST", "clock", { offset: 60_000 })).status).toBe(200);
	expect(bench.context.clock.offset).toBe(60_000);
	expect(await (await bench.control("GET", "status")).json()).toMatchObject({ offset: 60_000 });
	await bench.control("POST", "faults", [{ name: "throttle", target: "kms:*" }]);
	await bench.control("DELETE", "faults");
	expect(bench.context.faults.strike("throttle", "kms", "Decrypt")).toBeUndefined();
	expect((await bench.control("POST", "clock", { offset: 1 }, "guessed")).status).toBe(403);
	expect((await bench.control("POST", "faults", { name: "unheard", target: "kms:*" })).status).toBe(400);
	expect((await bench.control("POST", "clock", { offset: "later" })).status).toBe(400);
	expect((await bench.control("GET", "nothing")).status).toBe(404);
});
