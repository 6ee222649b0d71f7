import type { Members } from "../members.ts";
import { AwsError } from "../service.ts";
import { runBatch } from "./batch.ts";
import { digestAttributes, digestBody } from "./digest.ts";
import type { MessageAttribute } from "./message.ts";
import { type Call, type Desk, inTurn, type Operation } from "./operation.ts";
import type { Queue } from "./queues.ts";
import { refuse } from "./refuse.ts";
import { type Draft, maySend, send, sizeOf } from "./send.ts";

const BATCH_BYTES = 1_048_576;

export const sendMessage: Operation = async (desk, input, call) => {
	const queue = desk.queues.byUrl(input.text("QueueUrl"));
	const draft = readDraft(input);
	input.end();
	await maySend(desk.context, queue, call.caller);
	return answer(desk, queue, draft, call);
};

export const sendMessageBatch: Operation = async (desk, input, call) => {
	const queue = desk.queues.byUrl(input.text("QueueUrl"));
	const entries = input.inners("Entries");
	input.end();
	await maySend(desk.context, queue, call.caller);
	const drafts = new Map((entries ?? []).map((entry) => [entry, readDraft(entry)]));
	const size = [...drafts.values()].reduce((sum, draft) => sum + sizeOf(draft), 0);
	if (size > BATCH_BYTES)
		throw new AwsError(
			"BatchRequestTooLong",
			`Batch requests cannot be longer than ${BATCH_BYTES} bytes. You have sent ${size} bytes.`,
		);
	return runBatch(entries, (entry) => {
		const draft = drafts.get(entry) ?? readDraft(entry);
		entry.end();
		return answer(desk, queue, draft, call);
	});
};

async function answer(desk: Desk, queue: Queue, draft: Draft, { caller }: Call) {
	const { messageId, sequence } = await inTurn(desk, queue, () =>
		send(desk.context, desk.queues, queue, draft, caller),
	);
	const system = draft.trace === undefined ? undefined : digestAttributes(traceAttribute(draft.trace));
	const attributes = digestAttributes(draft.attributes);
	return {
		MessageId: messageId,
		MD5OfMessageBody: digestBody(draft.body),
		...(attributes === undefined ? {} : { MD5OfMessageAttributes: attributes }),
		...(system === undefined ? {} : { MD5OfMessageSystemAttributes: system }),
		...(sequence === undefined ? {} : { SequenceNumber: sequence }),
	};
}

const traceAttribute = (trace: string) => ({ AWSTraceHeader: { DataType: "String", StringValue: trace } });

function readDraft(input: Members): Draft {
	input.any("Id");
	const trace = input.inner("MessageSystemAttributes");
	const header = trace?.inner("AWSTraceHeader");
	const traceText = header && readAttribute("AWSTraceHeader", header).StringValue;
	trace?.end();
	const delay = input.whole("DelaySeconds", 0, 900);
	const group = input.maybeText("MessageGroupId");
	const deduplication = input.maybeText("MessageDeduplicationId");
	return {
		body: input.text("MessageBody"),
		attributes: readAttributes(input.inner("MessageAttributes")),
		...(traceText === undefined ? {} : { trace: traceText }),
		...(delay === undefined ? {} : { delaySeconds: delay }),
		...(group === undefined ? {} : { group }),
		...(deduplication === undefined ? {} : { deduplication }),
	};
}

function readAttributes(input: Members | undefined): Record<string, MessageAttribute> {
	const attributes: Record<string, MessageAttribute> = {};
	for (const name of input?.unread() ?? []) {
		if (!/^(?!\.)(?!.*\.\.)(?!(?:aws|amazon)\.)[A-Za-z0-9_.-]{1,256}(?<!\.)$/i.test(name))
			throw refuse.value(`The message attribute name '${name}' is not valid`);
		const value = input?.inner(name);
		if (value) attributes[name] = readAttribute(name, value);
	}
	if (Object.keys(attributes).length > 10)
		throw refuse.value("Number of message attributes [more than 10] exceeds the allowed maximum [10].");
	return attributes;
}

function readAttribute(name: string, input: Members): MessageAttribute {
	const DataType = input.text("DataType");
	const StringValue = input.maybeText("StringValue");
	const BinaryValue = input.maybeText("BinaryValue");
	input.end();
	const kind = DataType.split(".")[0];
	const value = kind === "Binary" ? BinaryValue : StringValue;
	const other = kind === "Binary" ? StringValue : BinaryValue;
	if (!kind || !["String", "Number", "Binary"].includes(kind) || other !== undefined)
		throw refuse.value(`The message attribute '${name}' has a type that does not fit its value`);
	if (value === undefined || value === "")
		throw refuse.value(`The message attribute '${name}' must contain a non-empty value`);
	if (kind === "Number" && !/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value))
		throw refuse.value(`Can't cast the value of message attribute '${name}' to a number.`);
	return kind === "Binary" ? { DataType, BinaryValue: value } : { DataType, StringValue: value };
}
