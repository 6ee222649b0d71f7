import type { LocalContext } from "../service.ts";
import type { Message } from "./message.ts";
import type { Queue, Queues } from "./queues.ts";
import { refuse } from "./refuse.ts";

/** The message that a receipt handle stands for, if it is there still and the handle is its newest. */
function held(queue: Queue, handle: string): Message | undefined {
	const [name, sequence = "", token] = Buffer.from(handle, "base64").toString().split("/");
	if (name !== queue.record.name || token === undefined) throw refuse.receipt(handle);
	const message = queue.messages.get(sequence);
	return message?.receipt === handle ? message : undefined;
}

/** Deletes a received message. An older handle, or one of a deleted message, changes nothing, as on AWS. */
export async function deleteReceived(context: LocalContext, queues: Queues, queue: Queue, handle: string) {
	const message = held(queue, handle);
	if (!message) return;
	if (queue.settings.fifo && message.visibleAt <= context.clock.now())
		throw refuse.value(
			`Value ${handle} for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.`,
		);
	await queues.commit(queues.dropped(queue, [message.sequence]));
}

/** Moves the end of a received message's invisibility to `seconds` from now. */
export async function changeVisibility(
	context: LocalContext,
	queues: Queues,
	queue: Queue,
	handle: string,
	seconds: number,
) {
	const message = held(queue, handle);
	const now = context.clock.now();
	if (!message || message.visibleAt <= now)
		throw refuse.value(
			`Value ${handle} for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.`,
		);
	message.visibleAt = now + seconds * 1000;
	await queues.add(queue, [message]);
}
