import { randomUUID } from "node:crypto";
import type { LocalContext } from "../service.ts";
import type { Change } from "../state.ts";
import type { Message } from "./message.ts";
import type { Queue, Queues } from "./queues.ts";

/**
 * Takes up to `max` visible messages in order of sending and hides them for `visibilitySeconds`.
 * One that was received as often as the redrive policy allows goes to the dead-letter queue instead.
 * In a FIFO queue a group waits while one of its messages is out.
 */
export async function receive(
	context: LocalContext,
	queues: Queues,
	queue: Queue,
	max: number,
	visibilitySeconds = queue.settings.visibilitySeconds,
): Promise<Message[]> {
	await queues.expire(queue);
	const now = context.clock.now();
	const { redrive } = queue.settings;
	const deadQueue = redrive && queues.findArn(redrive.deadLetterTargetArn);
	const taken: Message[] = [];
	const dead: Message[] = [];
	for (const message of visible(queue, now)) {
		if (deadQueue && redrive && message.receives >= redrive.maxReceiveCount) {
			dead.push(message);
			continue;
		}
		// Marked before anything is awaited: two receivers never take the same message.
		const receipt = Buffer.from(`${queue.record.name}/${message.sequence}/${randomUUID()}`).toString(
			"base64",
		);
		Object.assign(message, {
			receives: message.receives + 1,
			firstReceivedAt: message.firstReceivedAt ?? now,
			visibleAt: now + visibilitySeconds * 1000,
			receipt,
		});
		taken.push(message);
		if (taken.length === max) break;
	}
	// As they are now: another call may change them before this one is committed.
	const answer = taken.map((message) => ({ ...message }));
	const changes: Change[] = queues.dropped(
		queue,
		dead.map((message) => message.sequence),
	);
	const buried: Message[] = [];
	for (const message of dead) buried.push(await bury(queues, queue, message, now));
	if (deadQueue) changes.push(...buried.map((message) => queues.stored(deadQueue, message)));
	const copies = await duplicates(context, queues, answer, now);
	for (const message of [...answer, ...copies]) changes.push(queues.stored(queue, message));
	await queues.commit(changes);
	if (deadQueue && buried.length > 0) queues.show(deadQueue, buried);
	if (copies.length > 0) queues.show(queue, copies);
	return answer;
}

function* visible(queue: Queue, now: number): Generator<Message> {
	const blocked = new Set<string>();
	if (queue.settings.fifo)
		for (const message of queue.messages.values())
			if (message.visibleAt > now) blocked.add(message.group ?? "");
	for (const message of [...queue.messages.values()]) {
		if (message.visibleAt > now || blocked.has(message.group ?? "")) continue;
		yield message;
	}
}

/** A dead letter keeps its age in a standard queue; in a FIFO queue it starts anew (developer guide, dead-letter queues). */
async function bury(queues: Queues, from: Queue, message: Message, now: number): Promise<Message> {
	const { receipt: _, firstReceivedAt: __, ...rest } = message;
	return {
		...rest,
		sequence: await queues.sequence(),
		visibleAt: now,
		receives: 0,
		sentAt: from.settings.fifo ? now : message.sentAt,
		source: from.arn,
	};
}

/** The fault `duplicate-delivery`: what was delivered comes again, even if it is deleted in the meantime. */
async function duplicates(
	context: LocalContext,
	queues: Queues,
	taken: readonly Message[],
	now: number,
): Promise<Message[]> {
	const copies: Message[] = [];
	for (const message of taken) {
		if (!context.faults.strike("duplicate-delivery", "sqs", "ReceiveMessage")) continue;
		const { receipt: _, ...rest } = message;
		copies.push({ ...rest, sequence: await queues.sequence(), visibleAt: now });
	}
	return copies;
}

/**
 * Long polling: tries again as messages come or become visible, for `waitSeconds`.
 * Wakes at least four times a second, because the clock can be moved.
 */
export async function receiveWaiting(
	context: LocalContext,
	queue: Queue,
	waitSeconds: number,
	attempt: () => Promise<Message[]>,
	stopped: () => boolean,
): Promise<Message[]> {
	const until = context.clock.now() + waitSeconds * 1000;
	for (;;) {
		const messages = await attempt();
		const left = until - context.clock.now();
		if (messages.length > 0 || left <= 0 || stopped()) return messages;
		await new Promise<void>((resolve) => {
			const wake = () => {
				clearTimeout(timer);
				queue.waiting.delete(wake);
				resolve();
			};
			const timer = setTimeout(wake, Math.min(left, 250));
			queue.waiting.add(wake);
		});
	}
}
