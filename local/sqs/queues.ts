import { hash } from "node:crypto";
import type { LocalContext } from "../service.ts";
import type { Change } from "../state.ts";
import type { Message } from "./message.ts";
import { parseQueueAttributes, type QueueSettings } from "./queue-attributes.ts";
import { refuse } from "./refuse.ts";

/** A queue as it is kept on disk. */
export interface QueueRecord {
	name: string;
	createdAt: number;
	modifiedAt: number;
	attributes: Record<string, string>;
	tags: Record<string, string>;
}

/** A queue in memory: its record, what its attributes mean, and its messages in order of sending. */
export interface Queue {
	record: QueueRecord;
	arn: string;
	settings: QueueSettings;
	messages: Map<string, Message>;
	/** Deduplication ids of the last five minutes (FIFO). */
	deduplication: Map<string, Deduplication>;
	/** Long polls that wait for a message. */
	waiting: Set<() => void>;
}

export interface Deduplication {
	messageId: string;
	sequence: string;
	at: number;
}

const QUEUES = "sqs-queues";
const MESSAGES = "sqs-messages";
const DEDUPLICATION = "sqs-deduplication";
const SEQUENCE = "sqs-sequence";
const BLOCK = 1000;

/**
 * All queues with their messages: in memory for order and speed, in the state for durability.
 * A change is committed before it is shown, except taking messages away, where losing the change means
 * another delivery and never a lost message.
 */
export class Queues {
	readonly #context: LocalContext;
	readonly #queues = new Map<string, Queue>();
	#next: number;
	#reserved: number;

	private constructor(context: LocalContext, reserved: number) {
		this.#context = context;
		this.#next = reserved;
		this.#reserved = reserved;
	}

	static async open(context: LocalContext): Promise<Queues> {
		const { state } = context;
		const queues = new Queues(context, (await state.collection<number>(SEQUENCE).get("reserved")) ?? 1);
		for (const [, record] of await state.collection<QueueRecord>(QUEUES).list()) queues.#show(record);
		for (const [key, message] of await state.collection<Message>(MESSAGES).list())
			queues.#queues.get(key.slice(0, key.indexOf("/")))?.messages.set(message.sequence, message);
		for (const [key, entry] of await state.collection<Deduplication>(DEDUPLICATION).list()) {
			const [name = "", id = ""] = key.split("/");
			queues.#queues.get(name)?.deduplication.set(id, entry);
		}
		return queues;
	}

	#show(record: QueueRecord): Queue {
		const kept = this.#queues.get(record.name);
		const settings = parseQueueAttributes(record.attributes);
		if (kept) return Object.assign(kept, { record, settings });
		const queue: Queue = {
			record,
			arn: this.arnOf(record.name),
			settings,
			messages: new Map(),
			deduplication: new Map(),
			waiting: new Set(),
		};
		this.#queues.set(record.name, queue);
		return queue;
	}

	arnOf(name: string): string {
		return `arn:aws:sqs:${this.#context.region}:${this.#context.account}:${name}`;
	}

	all(): Queue[] {
		return [...this.#queues.values()];
	}

	find(name: string): Queue | undefined {
		return this.#queues.get(name);
	}

	findArn(arn: string): Queue | undefined {
		const queue = this.#queues.get(arn.slice(arn.lastIndexOf(":") + 1));
		return queue?.arn === arn ? queue : undefined;
	}

	/** The queue that a queue URL names, by its account and name: the host may be any that reaches this endpoint. */
	byUrl(url: string): Queue {
		const path = URL.canParse(url) ? new URL(url).pathname : url;
		const match = /^\/?(\d{12})\/([^/]+)$/.exec(path);
		const queue = match?.[1] === this.#context.account ? this.#queues.get(match[2] ?? "") : undefined;
		if (!queue) throw refuse.noQueue();
		return queue;
	}

	async save(record: QueueRecord): Promise<Queue> {
		await this.#context.state.collection<QueueRecord>(QUEUES).put(record.name, record);
		return this.#show(record);
	}

	async remove(queue: Queue): Promise<void> {
		this.#queues.delete(queue.record.name);
		await this.#context.state.commit([
			{ collection: QUEUES, key: queue.record.name, delete: true },
			...this.dropped(queue, [...queue.messages.keys()]),
			...[...queue.deduplication.keys()].map((id) => this.#forgotten(queue, id)),
		]);
		for (const wake of queue.waiting) wake();
	}

	/** The next sequence number; numbers are reserved in blocks, so that none is given twice after a crash. */
	async sequence(): Promise<string> {
		const number = this.#next++;
		if (number >= this.#reserved) {
			this.#reserved = number + BLOCK;
			await this.#context.state.collection<number>(SEQUENCE).put("reserved", this.#reserved);
		}
		return String(number).padStart(20, "0");
	}

	/** Makes messages durable, then visible, and wakes the long polls. */
	async add(queue: Queue, messages: readonly Message[], more: readonly Change[] = []): Promise<void> {
		await this.#context.state.commit([...messages.map((message) => this.stored(queue, message)), ...more]);
		this.show(queue, messages);
	}

	/** Shows messages that were committed. */
	show(queue: Queue, messages: readonly Message[]): void {
		for (const message of messages) queue.messages.set(message.sequence, message);
		for (const wake of queue.waiting) wake();
	}

	stored(queue: Queue, message: Message): Change {
		return { collection: MESSAGES, key: `${queue.record.name}/${message.sequence}`, value: message };
	}

	/** Takes messages away from memory; the changes returned make it durable. */
	dropped(queue: Queue, sequences: readonly string[]): Change[] {
		return sequences.map((sequence) => {
			queue.messages.delete(sequence);
			return { collection: MESSAGES, key: `${queue.record.name}/${sequence}`, delete: true as const };
		});
	}

	async commit(changes: readonly Change[]): Promise<void> {
		if (changes.length > 0) await this.#context.state.commit(changes);
	}

	/** Remembers a deduplication id for five minutes, and forgets those that are older. */
	remembered(queue: Queue, scope: string, entry: Deduplication): Change[] {
		const id = hash("sha256", scope);
		const stale = [...queue.deduplication]
			.filter(([, kept]) => kept.at + 300_000 <= entry.at)
			.map(([old]) => this.#forgotten(queue, old));
		queue.deduplication.set(id, entry);
		return [...stale, { collection: DEDUPLICATION, key: `${queue.record.name}/${id}`, value: entry }];
	}

	recall(queue: Queue, scope: string, now: number): Deduplication | undefined {
		const entry = queue.deduplication.get(hash("sha256", scope));
		return entry && entry.at + 300_000 > now ? entry : undefined;
	}

	#forgotten(queue: Queue, id: string): Change {
		queue.deduplication.delete(id);
		return { collection: DEDUPLICATION, key: `${queue.record.name}/${id}`, delete: true };
	}

	/** Drops what is past the queue's retention. */
	async expire(queue: Queue): Promise<void> {
		const oldest = this.#context.clock.now() - queue.settings.retentionSeconds * 1000;
		const expired = [...queue.messages.values()].filter((message) => message.sentAt <= oldest);
		await this.commit(
			this.dropped(
				queue,
				expired.map((message) => message.sequence),
			),
		);
	}
}
