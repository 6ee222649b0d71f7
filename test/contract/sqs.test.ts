import { randomUUID } from "node:crypto";
import {
	ChangeMessageVisibilityCommand,
	CreateQueueCommand,
	DeleteMessageBatchCommand,
	DeleteMessageCommand,
	DeleteQueueCommand,
	GetQueueAttributesCommand,
	GetQueueUrlCommand,
	ListQueuesCommand,
	PurgeQueueCommand,
	ReceiveMessageCommand,
	SendMessageBatchCommand,
	SendMessageCommand,
	SQSClient,
} from "@aws-sdk/client-sqs";
import { expect, test } from "vitest";
import { createSqs } from "../../local/sqs/create-sqs.ts";
import { endpointUnderTest } from "./storage-endpoint.ts";

async function queue(attributes: Record<string, string> = {}) {
	const client = new SQSClient(await endpointUnderTest(createSqs));
	const name = `contract-${randomUUID()}${attributes["FifoQueue"] ? ".fifo" : ""}`;
	const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName: name, Attributes: attributes }));
	const receive = async (max = 10, wait = 0) =>
		(
			await client.send(
				new ReceiveMessageCommand({
					QueueUrl,
					MaxNumberOfMessages: max,
					WaitTimeSeconds: wait,
					MessageSystemAttributeNames: ["All"],
					MessageAttributeNames: ["All"],
				}),
			)
		).Messages ?? [];
	return { client, name, QueueUrl, receive };
}

test("a message comes with its attributes, is hidden while it is out, and is gone once deleted", async () => {
	const { client, QueueUrl, receive } = await queue();
	const sent = await client.send(
		new SendMessageCommand({
			QueueUrl,
			MessageBody: "größe <&> 🙂",
			MessageAttributes: {
				severity: { DataType: "String", StringValue: "high" },
				bytes: { DataType: "Binary", BinaryValue: Buffer.from([0, 1, 2]) },
				count: { DataType: "Number", StringValue: "12" },
			},
		}),
	);
	const [message] = await receive();
	expect(message?.MessageId).toBe(sent.MessageId);
	expect(message?.Body).toBe("größe <&> 🙂");
	expect(message?.MD5OfMessageAttributes).toBe(sent.MD5OfMessageAttributes);
	expect(message?.MessageAttributes?.["bytes"]?.BinaryValue).toEqual(new Uint8Array([0, 1, 2]));
	expect(message?.Attributes?.ApproximateReceiveCount).toBe("1");
	expect(await receive()).toEqual([]);
	await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message?.ReceiptHandle }));
	const { Attributes } = await client.send(
		new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }),
	);
	expect(Attributes?.["ApproximateNumberOfMessages"]).toBe("0");
	expect(Attributes?.["ApproximateNumberOfMessagesNotVisible"]).toBe("0");
	expect(Attributes?.["VisibilityTimeout"]).toBe("30");
});

test("a visibility of zero gives the message back at once, with a new receipt handle and a higher count", async () => {
	const { client, QueueUrl, receive } = await queue();
	await client.send(new SendMessageCommand({ QueueUrl, MessageBody: "again" }));
	const [first] = await receive();
	await client.send(
		new ChangeMessageVisibilityCommand({
			QueueUrl,
			ReceiptHandle: first?.ReceiptHandle,
			VisibilityTimeout: 0,
		}),
	);
	const [second] = await receive();
	expect(second?.MessageId).toBe(first?.MessageId);
	expect(second?.ReceiptHandle).not.toBe(first?.ReceiptHandle);
	expect(second?.Attributes?.ApproximateReceiveCount).toBe("2");
});

test("a long poll ends as soon as a message comes", async () => {
	const { client, QueueUrl, receive } = await queue();
	const waiting = receive(1, 20);
	await client.send(new SendMessageCommand({ QueueUrl, MessageBody: "at last" }));
	expect((await waiting)[0]?.Body).toBe("at last");
});

test("a batch answers for each entry and refuses repeated ids", async () => {
	const { client, QueueUrl, receive } = await queue();
	const sent = await client.send(
		new SendMessageBatchCommand({
			QueueUrl,
			Entries: [
				{ Id: "a", MessageBody: "one" },
				{ Id: "b", MessageBody: "two" },
				{ Id: "c", MessageBody: "\u0001" },
			],
		}),
	);
	expect(sent.Successful?.map((entry) => entry.Id)).toEqual(["a", "b"]);
	expect(sent.Failed?.map((entry) => entry.Id)).toEqual(["c"]);
	const Entries = (await receive()).map(({ ReceiptHandle }, index) => ({ Id: `${index}`, ReceiptHandle }));
	const deleted = await client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
	expect(deleted.Successful).toHaveLength(2);
	await expect(
		client.send(
			new SendMessageBatchCommand({
				QueueUrl,
				Entries: [
					{ Id: "a", MessageBody: "one" },
					{ Id: "a", MessageBody: "two" },
				],
			}),
		),
	).rejects.toMatchObject({ name: "BatchEntryIdsNotDistinct" });
});

test("what was received too often goes to the dead-letter queue and says where it came from", async () => {
	const client = new SQSClient(await endpointUnderTest(createSqs));
	const dead = await client.send(new CreateQueueCommand({ QueueName: `dead-${randomUUID()}` }));
	const { Attributes } = await client.send(
		new GetQueueAttributesCommand({ QueueUrl: dead.QueueUrl, AttributeNames: ["QueueArn"] }),
	);
	const { QueueUrl } = await client.send(
		new CreateQueueCommand({
			QueueName: `source-${randomUUID()}`,
			Attributes: {
				VisibilityTimeout: "0",
				RedrivePolicy: JSON.stringify({
					deadLetterTargetArn: Attributes?.["QueueArn"],
					maxReceiveCount: 2,
				}),
			},
		}),
	);
	await client.send(new SendMessageCommand({ QueueUrl, MessageBody: "poison" }));
	const receive = async (url: string | undefined) =>
		(
			await client.send(
				new ReceiveMessageCommand({
					QueueUrl: url,
					MessageSystemAttributeNames: ["All"],
					WaitTimeSeconds: 1,
				}),
			)
		).Messages;
	expect(await receive(QueueUrl)).toHaveLength(1);
	expect(await receive(QueueUrl)).toHaveLength(1);
	expect(await receive(QueueUrl)).toBeUndefined();
	const [buried] = (await receive(dead.QueueUrl)) ?? [];
	expect(buried?.Body).toBe("poison");
	expect(buried?.Attributes?.DeadLetterQueueSourceArn).toMatch(/:source-/);
});

test("a FIFO queue keeps order in a group, holds the group while one is out, and drops what comes twice", async () => {
	const { client, QueueUrl, receive } = await queue({ FifoQueue: "true", ContentBasedDeduplication: "true" });
	const send = (body: string, group: string) =>
		client.send(new SendMessageCommand({ QueueUrl, MessageBody: body, MessageGroupId: group }));
	const first = await send("a1", "a");
	const again = await send("a1", "a");
	expect(again.MessageId).toBe(first.MessageId);
	expect(again.SequenceNumber).toBe(first.SequenceNumber);
	await send("a2", "a");
	await send("b1", "b");
	const [one] = await receive(1);
	expect(one?.Body).toBe("a1");
	expect((await receive()).map(({ Body }) => Body)).toEqual(["b1"]);
	await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: one?.ReceiptHandle }));
	expect((await receive()).map(({ Body }) => Body)).toEqual(["a2"]);
});

test("queues are found by name and listed, purged and deleted", async () => {
	const { client, name, QueueUrl, receive } = await queue();
	expect((await client.send(new GetQueueUrlCommand({ QueueName: name }))).QueueUrl).toBe(QueueUrl);
	expect((await client.send(new ListQueuesCommand({ QueueNamePrefix: name }))).QueueUrls).toEqual([QueueUrl]);
	await client.send(new SendMessageCommand({ QueueUrl, MessageBody: "x" }));
	await client.send(new PurgeQueueCommand({ QueueUrl }));
	expect(await receive()).toEqual([]);
	await client.send(new DeleteQueueCommand({ QueueUrl }));
	await expect(client.send(new SendMessageCommand({ QueueUrl, MessageBody: "x" }))).rejects.toMatchObject({
		name: "QueueDoesNotExist",
	});
});

test("a message over the queue's limit is refused", async () => {
	const { client, QueueUrl } = await queue({ MaximumMessageSize: "1024" });
	await client.send(new SendMessageCommand({ QueueUrl, MessageBody: "x".repeat(1024) }));
	await expect(
		client.send(new SendMessageCommand({ QueueUrl, MessageBody: "x".repeat(1025) })),
	).rejects.toThrow(/shorter than 1024/);
});
