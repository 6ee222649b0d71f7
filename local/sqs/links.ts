import type { Links, SqsRecord } from "../service.ts";
import { digestBody } from "./digest.ts";
import { guard, guardKey } from "./guard.ts";
import type { Message } from "./message.ts";
import { type Desk, inTurn } from "./operation.ts";
import type { Queue } from "./queues.ts";
import { receive } from "./receive.ts";
import { systemAttributes } from "./receive-operations.ts";
import { refuse } from "./refuse.ts";
import { maySend, send } from "./send.ts";
import { deleteReceived } from "./settle.ts";

/** The edges that SQS offers to the other services of the local cloud. */
export function sqsLinks(
	desk: Desk,
): Required<Pick<Links, "sendMessage" | "receiveMessages" | "deleteMessages">> {
	const { context, queues } = desk;
	const find = (arn: string) => {
		const queue = queues.findArn(arn);
		if (!queue) throw refuse.noQueue();
		return queue;
	};
	return {
		sendMessage: async ({ queueArn, body, from, attributes, groupId, deduplicationId }) => {
			const queue = find(queueArn);
			await maySend(context, queue, from);
			const draft = {
				body,
				attributes: attributes ?? {},
				...(groupId === undefined ? {} : { group: groupId }),
				...(deduplicationId === undefined ? {} : { deduplication: deduplicationId }),
			};
			await inTurn(desk, queue, () => send(context, queues, queue, draft, from));
		},
		receiveMessages: async ({ queueArn, max, visibilitySeconds, from }) => {
			const queue = find(queueArn);
			if (from) {
				guard(context, queue, from, "ReceiveMessage");
				await guardKey(context, queue, from, "receive");
			}
			const messages = await inTurn(desk, queue, () =>
				receive(context, queues, queue, max, visibilitySeconds),
			);
			return messages.map((message) => record(context.region, queue, message));
		},
		deleteMessages: async ({ queueArn, receiptHandles, from }) => {
			const queue = find(queueArn);
			if (from) guard(context, queue, from, "DeleteMessage");
			for (const handle of receiptHandles)
				await inTurn(desk, queue, () => deleteReceived(context, queues, queue, handle));
		},
	};
}

/** A message as Lambda's event source mapping hands it to a function. */
function record(region: string, queue: Queue, message: Message): SqsRecord {
	const messageAttributes = Object.fromEntries(
		Object.entries(message.attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
			name,
			{
				dataType: DataType,
				stringListValues: [],
				binaryListValues: [],
				...(StringValue === undefined ? {} : { stringValue: StringValue }),
				...(BinaryValue === undefined ? {} : { binaryValue: BinaryValue }),
			},
		]),
	);
	return {
		messageId: message.id,
		receiptHandle: message.receipt ?? "",
		body: message.body,
		attributes: systemAttributes(message),
		messageAttributes,
		md5OfBody: digestBody(message.body),
		eventSource: "aws:sqs",
		eventSourceARN: queue.arn,
		awsRegion: region,
	};
}
