import type { Members } from "../members.ts";
import { runBatch } from "./batch.ts";
import { digestAttributes, digestBody } from "./digest.ts";
import { guard, guardKey } from "./guard.ts";
import type { Message } from "./message.ts";
import { inTurn, type Operation } from "./operation.ts";
import { receive, receiveWaiting } from "./receive.ts";
import { refuse } from "./refuse.ts";
import { changeVisibility, deleteReceived } from "./settle.ts";

export const receiveMessage: Operation = async (desk, input, { caller }) => {
	const { context, queues } = desk;
	const queue = queues.byUrl(input.text("QueueUrl"));
	const max = input.whole("MaxNumberOfMessages", 1, 10) ?? 1;
	const visibility = input.whole("VisibilityTimeout", 0, 43_200);
	const wait = input.whole("WaitTimeSeconds", 0, 20) ?? queue.settings.waitSeconds;
	const names = [
		...(input.texts("AttributeNames") ?? []),
		...(input.texts("MessageSystemAttributeNames") ?? []),
	];
	const wanted = input.texts("MessageAttributeNames") ?? [];
	input.end();
	refuseUnknown(names);
	guard(context, queue, caller, "ReceiveMessage");
	await guardKey(context, queue, caller, "receive");
	const messages = await receiveWaiting(
		context,
		queue,
		wait,
		() => inTurn(desk, queue, () => receive(context, queues, queue, max, visibility)),
		desk.stopped,
	);
	return messages.length === 0 ? {} : { Messages: messages.map((message) => show(message, names, wanted)) };
};

export const deleteMessage: Operation = async (desk, input, { caller }) => {
	const queue = desk.queues.byUrl(input.text("QueueUrl"));
	const handle = input.text("ReceiptHandle");
	input.end();
	guard(desk.context, queue, caller, "DeleteMessage");
	await inTurn(desk, queue, () => deleteReceived(desk.context, desk.queues, queue, handle));
	return {};
};

export const deleteMessageBatch: Operation = async (desk, input, { caller }) => {
	const queue = desk.queues.byUrl(input.text("QueueUrl"));
	const entries = input.inners("Entries");
	input.end();
	guard(desk.context, queue, caller, "DeleteMessage");
	return runBatch(entries, async (entry) => {
		const handle = entry.text("ReceiptHandle");
		entry.end();
		await inTurn(desk, queue, () => deleteReceived(desk.context, desk.queues, queue, handle));
		return {};
	});
};

export const changeMessageVisibility: Operation = async (desk, input, { caller }) => {
	const queue = desk.queues.byUrl(input.text("QueueUrl"));
	const { handle, seconds } = readVisibility(input);
	guard(desk.context, queue, caller, "ChangeMessageVisibility");
	await inTurn(desk, queue, () => changeVisibility(desk.context, desk.queues, queue, handle, seconds));
	return {};
};

export const changeMessageVisibilityBatch: Operation = async (desk, input, { caller }) => {
	const queue = desk.queues.byUrl(input.text("QueueUrl"));
	const entries = input.inners("Entries");
	input.end();
	guard(desk.context, queue, caller, "ChangeMessageVisibility");
	return runBatch(entries, async (entry) => {
		const { handle, seconds } = readVisibility(entry);
		await inTurn(desk, queue, () => changeVisibility(desk.context, desk.queues, queue, handle, seconds));
		return {};
	});
};

function readVisibility(input: Members): { handle: string; seconds: number } {
	const handle = input.text("ReceiptHandle");
	const seconds = input.whole("VisibilityTimeout", 0, 43_200);
	if (seconds === undefined)
		throw refuse.missing("The request must contain the parameter VisibilityTimeout.");
	input.end();
	return { handle, seconds };
}

/** System attributes of a received message, as the API and Lambda's records show them. */
export function systemAttributes(message: Message): Record<string, string> {
	return {
		SenderId: message.sender,
		SentTimestamp: String(message.sentAt),
		ApproximateReceiveCount: String(message.receives),
		ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt ?? message.sentAt),
		...(message.trace === undefined ? {} : { AWSTraceHeader: message.trace }),
		...(message.source === undefined ? {} : { DeadLetterQueueSourceArn: message.source }),
		...(message.deduplication === undefined
			? {}
			: {
					MessageDeduplicationId: message.deduplication,
					MessageGroupId: message.group ?? "",
					SequenceNumber: message.sequence,
				}),
	};
}

const systemNames = [
	"All",
	"SenderId",
	"SentTimestamp",
	"ApproximateReceiveCount",
	"ApproximateFirstReceiveTimestamp",
	"AWSTraceHeader",
	"DeadLetterQueueSourceArn",
	"MessageDeduplicationId",
	"MessageGroupId",
	"SequenceNumber",
];

function refuseUnknown(names: readonly string[]): void {
	const unknown = names.find((name) => !systemNames.includes(name));
	if (unknown !== undefined) throw refuse.attributeName(unknown);
}

function show(
	message: Message,
	names: readonly string[],
	wanted: readonly string[],
): Record<string, unknown> {
	const all = names.includes("All");
	const system = Object.entries(systemAttributes(message)).filter(([name]) => all || names.includes(name));
	const attributes = Object.fromEntries(
		Object.entries(message.attributes).filter(([name]) =>
			wanted.some(
				(want) =>
					want === "All" ||
					want === ".*" ||
					want === name ||
					(want.endsWith(".*") && name.startsWith(want.slice(0, -1))),
			),
		),
	);
	const digest = digestAttributes(attributes);
	return {
		MessageId: message.id,
		ReceiptHandle: message.receipt,
		MD5OfBody: digestBody(message.body),
		Body: message.body,
		...(system.length === 0 ? {} : { Attributes: Object.fromEntries(system) }),
		...(digest === undefined ? {} : { MessageAttributes: attributes, MD5OfMessageAttributes: digest }),
	};
}
