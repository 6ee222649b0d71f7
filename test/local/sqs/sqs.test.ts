import {
	CreateQueueCommand,
	GetQueueAttributesCommand,
	ReceiveMessageCommand,
	SendMessageCommand,
	SQSClient,
} from "@aws-sdk/client-sqs";
import { expect, test } from "vitest";
import type { LocalContext } from "../../../local/service.ts";
import { createSqs } from "../../../local/sqs/create-sqs.ts";
import { kernelContext } from "../kernel-context.ts";
import { loopback } from "../loopback.ts";

const arn = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;
const from = { kind: "administrator", arn: "arn:aws:iam::000000000000:user/administrator" } as const;

/** SQS over a state: called again over the same one, it stands for a restart after `kill -9`. */
async function serve(context: LocalContext) {
	const { url } = await loopback(await createSqs(context));
	const client = new SQSClient({
		endpoint: url,
		region: "us-east-1",
		credentials: { accessKeyId: "a", secretAccessKey: "s" },
		maxAttempts: 1,
		useQueueUrlAsEndpoint: false,
	});
	const QueueUrl = `${url}/000000000000/q`;
	return {
		client,
		create: (Attributes: Record<string, string> = {}, QueueName = "q") =>
			client.send(new CreateQueueCommand({ QueueName, Attributes })),
		send: (MessageBody: string, more: object = {}) =>
			client.send(new SendMessageCommand({ QueueUrl, MessageBody, ...more })),
		receive: async (more: object = {}) =>
			(
				await client.send(
					new ReceiveMessageCommand({
						QueueUrl,
						MaxNumberOfMessages: 10,
						MessageSystemAttributeNames: ["All"],
						...more,
					}),
				)
			).Messages ?? [],
		counts: async () => {
			const { Attributes } = await client.send(
				new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }),
			);
			return [
				Attributes?.["ApproximateNumberOfMessages"],
				Attributes?.["ApproximateNumberOfMessagesNotVisible"],
				Attributes?.["ApproximateNumberOfMessagesDelayed"],
			].map(Number);
		},
	};
}

test("a restart keeps what was sent, what is out, and what was deleted", async () => {
	const context = await kernelContext();
	const before = await serve(context);
	await before.create();
	for (const body of ["deleted", "out", "waiting"]) await before.send(body);
	const [first] = await before.receive({ MaxNumberOfMessages: 1 });
	await context.links.deleteMessages?.({ queueArn: arn("q"), receiptHandles: [first?.ReceiptHandle ?? ""] });
	await before.receive({ MaxNumberOfMessages: 1 });
	const after = await serve(context);
	expect(await after.counts()).toEqual([1, 1, 0]);
	expect((await after.receive()).map(({ Body }) => Body)).toEqual(["waiting"]);
	context.clock.move(31_000);
	const again = await after.receive();
	expect(again.map(({ Body }) => Body)).toEqual(["out", "waiting"]);
	expect(again[0]?.Attributes?.ApproximateReceiveCount).toBe("2");
});

test("delay, visibility and retention follow the clock", async () => {
	const context = await kernelContext();
	const { create, send, receive, counts } = await serve(context);
	await create({ MessageRetentionPeriod: "60", VisibilityTimeout: "10" });
	await send("later", { DelaySeconds: 5 });
	expect(await receive()).toEqual([]);
	expect(await counts()).toEqual([0, 0, 1]);
	context.clock.move(5000);
	expect(await receive()).toHaveLength(1);
	context.clock.move(14_000);
	expect(await receive()).toEqual([]);
	context.clock.move(16_000);
	expect(await receive()).toHaveLength(1);
	context.clock.move(61_000);
	expect(await receive()).toEqual([]);
	expect(await counts()).toEqual([0, 0, 0]);
});

test("sequence numbers grow across restarts, and a deduplication id is forgotten after five minutes", async () => {
	const context = await kernelContext();
	const fifo = { FifoQueue: "true" };
	const before = await serve(context);
	await before.create(fifo, "q.fifo");
	const send = async ({ client }: typeof before, id: string) =>
		client.send(
			new SendMessageCommand({
				QueueUrl: "http://any/000000000000/q.fifo",
				MessageBody: "m",
				MessageGroupId: "g",
				MessageDeduplicationId: id,
			}),
		);
	const one = await send(before, "a");
	const after = await serve(context);
	expect((await send(after, "a")).MessageId).toBe(one.MessageId);
	const two = await send(after, "b");
	expect((two.SequenceNumber ?? "") > (one.SequenceNumber ?? "")).toBe(true);
	context.clock.move(300_001);
	expect((await send(after, "a")).MessageId).not.toBe(one.MessageId);
});

test("planted faults throttle, deliver late and deliver twice", async () => {
	const context = await kernelContext();
	const { create, send, receive } = await serve(context);
	await create();
	context.faults.plant({ name: "throttle", target: "sqs:SendMessage" });
	await expect(send("x")).rejects.toMatchObject({ name: "RequestThrottled" });
	context.faults.plant({ name: "late-delivery", target: "sqs:SendMessage", milliseconds: 60_000 });
	await send("late");
	expect(await receive()).toEqual([]);
	context.clock.move(60_001);
	context.faults.plant({ name: "duplicate-delivery", target: "sqs:ReceiveMessage" });
	const [first] = await receive();
	await context.links.deleteMessages?.({ queueArn: arn("q"), receiptHandles: [first?.ReceiptHandle ?? ""] });
	const [second] = await receive();
	expect(second?.MessageId).toBe(first?.MessageId);
	expect(await receive()).toEqual([]);
});

test("a dead-letter queue admits only the sources that its redrive allow policy names", async () => {
	const { create } = await serve(await kernelContext());
	await create(
		{
			RedriveAllowPolicy: JSON.stringify({
				redrivePermission: "byQueue",
				sourceQueueArns: [arn("friend")],
			}),
		},
		"dead",
	);
	const redrive = {
		RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arn("dead"), maxReceiveCount: 3 }),
	};
	await create(redrive, "friend");
	await expect(create(redrive, "stranger")).rejects.toThrow(/does not admit/);
	await expect(
		create({ RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arn("no"), maxReceiveCount: 3 }) }, "q"),
	).rejects.toThrow(/does not exist/);
});

test.each([
	[{ MessageGroupId: "g" }, "UnsupportedOperation"],
	[{ MessageDeduplicationId: "d" }, "InvalidParameterValue"],
	[{ DelaySeconds: 901 }, "InvalidParameterValue"],
	[{ MessageAttributes: { "aws.x": { DataType: "String", StringValue: "x" } } }, "InvalidParameterValue"],
	[{ MessageAttributes: { n: { DataType: "Number", StringValue: "x" } } }, "InvalidParameterValue"],
	[{ MessageAttributes: { n: { DataType: "List", StringValue: "x" } } }, "InvalidParameterValue"],
])("a send with %j is refused", async (more, name) => {
	const { create, send } = await serve(await kernelContext());
	await create();
	await expect(send("x", more)).rejects.toMatchObject({ name });
});

test("what SQS does not honour here is refused by name", async () => {
	const context = await kernelContext();
	const { create, receive } = await serve(context);
	await create();
	await expect(receive({ ReceiveRequestAttemptId: "a" })).rejects.toThrow(
		/ReceiveRequestAttemptId is not honoured/,
	);
	await expect(receive({ MessageSystemAttributeNames: ["Nonsense"] })).rejects.toThrow(/Nonsense/);
	await expect(create({ KmsMasterKeyId: "alias/aws/sqs" }, "r")).rejects.toThrow(/keys managed by AWS/);
});

test("a queue's records come in the form that Lambda hands to functions", async () => {
	const context = await kernelContext();
	const { create } = await serve(context);
	await create();
	await context.links.sendMessage?.({
		queueArn: arn("q"),
		body: "hello",
		from,
		attributes: { kind: { DataType: "String", StringValue: "greeting" } },
	});
	const [record] = (await context.links.receiveMessages?.({ queueArn: arn("q"), max: 10, from })) ?? [];
	expect(record).toMatchObject({
		body: "hello",
		md5OfBody: "5d41402abc4b2a76b9719d911017c592",
		eventSource: "aws:sqs",
		eventSourceARN: arn("q"),
		awsRegion: "us-east-1",
		attributes: { ApproximateReceiveCount: "1", SenderId: from.arn },
		messageAttributes: {
			kind: { stringValue: "greeting", dataType: "String", stringListValues: [], binaryListValues: [] },
		},
	});
});
