import { hash, randomUUID } from "node:crypto";
import type { Caller, LocalContext } from "../service.ts";
import type { Change } from "../state.ts";
import { guard, guardKey } from "./guard.ts";
import type { Message, MessageAttribute } from "./message.ts";
import type { Queue, Queues } from "./queues.ts";
import { refuse } from "./refuse.ts";

/** What a sender asks for, parsed. */
export interface Draft {
	body: string;
	attributes: Record<string, MessageAttribute>;
	trace?: string;
	delaySeconds?: number;
	group?: string;
	deduplication?: string;
}

export interface Sent {
	messageId: string;
	/** FIFO only. */
	sequence?: string;
}

/** XML 1.0 characters, the ones that a message may hold. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the range excludes control characters on purpose
const ALLOWED = /^[\u0009\u000a\u000d\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u;

/** Bytes that count against the limit: body, and names, types and values of attributes. */
export function sizeOf(draft: Draft): number {
	let size = Buffer.byteLength(draft.body);
	for (const [name, attribute] of Object.entries(draft.attributes)) {
		size += Buffer.byteLength(name) + Buffer.byteLength(attribute.DataType);
		size +=
			attribute.BinaryValue === undefined
				? Buffer.byteLength(attribute.StringValue ?? "")
				: Buffer.byteLength(attribute.BinaryValue, "base64");
	}
	return size;
}

/** Asks the queue's policy and key once for all messages of a call. */
export async function maySend(context: LocalContext, queue: Queue, caller: Caller): Promise<void> {
	guard(context, queue, caller, "SendMessage");
	await guardKey(context, queue, caller, "send");
}

/** Stores one message; durable when it resolves. A FIFO queue answers a repeated deduplication id with the first. */
export async function send(
	context: LocalContext,
	queues: Queues,
	queue: Queue,
	draft: Draft,
	caller: Caller,
): Promise<Sent> {
	const { settings } = queue;
	if (draft.body === "") throw refuse.missing("The request must contain the parameter MessageBody.");
	if (!ALLOWED.test(draft.body)) throw refuseCharacters();
	if (sizeOf(draft) > settings.maximumBytes)
		throw refuse.value(
			`One or more parameters are invalid. Reason: Message must be shorter than ${settings.maximumBytes} bytes.`,
		);
	const now = context.clock.now();
	const scope = settings.fifo ? fifoScope(queue, draft) : undefined;
	if (!settings.fifo) refuseFifoMembers(draft);
	const earlier = scope === undefined ? undefined : queues.recall(queue, scope, now);
	if (earlier) return { messageId: earlier.messageId, sequence: earlier.sequence };
	const sequence = await queues.sequence();
	const late = context.faults.strike("late-delivery", "sqs", "SendMessage")?.milliseconds ?? 0;
	const message: Message = {
		sequence,
		id: randomUUID(),
		body: draft.body,
		attributes: draft.attributes,
		...(draft.trace === undefined ? {} : { trace: draft.trace }),
		sender: caller.kind === "service" ? caller.service : caller.arn,
		sentAt: now,
		visibleAt: now + (draft.delaySeconds ?? settings.delaySeconds) * 1000 + late,
		receives: 0,
		...(draft.group === undefined ? {} : { group: draft.group }),
		...(scope === undefined ? {} : { deduplication: deduplicationOf(queue, draft) }),
	};
	const more: Change[] =
		scope === undefined ? [] : queues.remembered(queue, scope, { messageId: message.id, sequence, at: now });
	await queues.add(queue, [message], more);
	return { messageId: message.id, ...(settings.fifo ? { sequence } : {}) };
}

function deduplicationOf(queue: Queue, draft: Draft): string {
	if (draft.deduplication !== undefined) return draft.deduplication;
	if (queue.settings.contentDeduplication) return hash("sha256", draft.body);
	throw refuse.value(
		"The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
	);
}

/** Where a deduplication id counts: the queue, or one message group of it. */
function fifoScope(queue: Queue, draft: Draft): string {
	if (draft.group === undefined)
		throw refuse.missing("The request must contain the parameter MessageGroupId.");
	if (draft.delaySeconds !== undefined && draft.delaySeconds !== queue.settings.delaySeconds)
		throw refuse.value("DelaySeconds of single messages is not valid for a FIFO queue; set it on the queue");
	const id = deduplicationOf(queue, draft);
	for (const [name, value] of [
		["MessageGroupId", draft.group],
		["MessageDeduplicationId", id],
	] as const)
		if (!/^[!-~]{1,128}$/.test(value))
			throw refuse.value(`${name} takes 1 to 128 letters, digits and punctuation marks`);
	return queue.settings.deduplicationScope === "messageGroup" ? `${draft.group} ${id}` : id;
}

function refuseFifoMembers(draft: Draft): void {
	if (draft.deduplication !== undefined)
		throw refuse.value("MessageDeduplicationId is only valid for a FIFO queue");
	if (draft.group !== undefined)
		throw refuse.unsupported(
			"MessageGroupId on a standard queue (fair queues) is not honoured by the local cloud; take it out",
		);
}

const refuseCharacters = () =>
	refuse.value("Invalid characters found. Valid unicode characters are those of XML 1.0.");
