import { randomUUID } from "node:crypto";
import type { AuditEvent } from "../../src/event/event.ts";
import type { Result } from "./result.ts";
import { sendBatch, type Transport } from "./send-batch.ts";
import { systemTiming } from "./system-timing.ts";
import type { Timing } from "./timing.ts";

export interface AuditTrailOptions {
	/** The API's prefix of `/v1`. Default: `AUDIT_TRAIL_URL`. */
	url?: string;
	/** API key of a producer. Default: `AUDIT_TRAIL_KEY`. */
	key?: string;
	/** Events that are sent together, 1 to 500. Default: `AUDIT_BUFFER_SIZE`, else 100. */
	bufferSize?: number;
	/** Longest time that an event waits for others, in milliseconds. Default: 1000. */
	flushAfter?: number;
	/** Events that may wait or be on their way; then `send` waits. Default: ten times `bufferSize`. */
	maxPending?: number;
	/** Attempts for one request. Default: 10, which takes about a minute and a half. */
	attempts?: number;
	/** Longest time for one attempt, in milliseconds. Default: 30,000. */
	timeout?: number;
	/**
	 * Told of each event that was rejected or failed, with the event as it was sent. Without it `flush` and `close`
	 * reject once something was lost, and a process warning is given.
	 */
	onError?: (result: Exclude<Result, { status: "accepted" | "duplicate" }>, event: AuditEvent) => void;
	fetch?: typeof fetch;
	timing?: Timing;
	/** Makes the key of a request, unique in 24 hours. */
	newKey?: () => string;
}

/** What `flush` and `close` report: events settled since the last of these calls. */
export interface Counts {
	accepted: number;
	duplicate: number;
	rejected: number;
	failed: number;
}

interface Entry {
	json: string;
	retentionClass: string | undefined;
	settle(result: Result): void;
}

/** The server takes 320 KB of event bytes; boxes and ids are added there. */
const BATCH_BYTES = 240_000;

/**
 * Sends audit events in batches. Events of one client arrive in the order of `send`. Nothing is dropped in silence:
 * every event ends in a `Result`, and `send` waits while too many are under way.
 */
export class AuditTrail {
	readonly #options: Required<Pick<AuditTrailOptions, "bufferSize" | "flushAfter" | "maxPending" | "newKey">>;
	readonly #onError: AuditTrailOptions["onError"];
	readonly #transport: Transport;
	readonly #buffer: Entry[] = [];
	/** Events that `send` took, and those of them that have their result: always the first ones. */
	#taken = 0;
	#settled = 0;
	/** Up to this event nothing waits for more. */
	#urgentUntil = 0;
	#counts = noCounts();
	/** Woken after each result. */
	#waiting: (() => void)[] = [];
	#sending = false;
	#timer: AbortController | undefined;
	#closed = false;

	constructor(options: AuditTrailOptions = {}) {
		const bufferSize = options.bufferSize ?? Number(process.env["AUDIT_BUFFER_SIZE"] ?? 100);
		if (!Number.isInteger(bufferSize) || bufferSize < 1 || bufferSize > 500)
			throw new Error("bufferSize (AUDIT_BUFFER_SIZE) must be a whole number from 1 to 500");
		this.#options = {
			bufferSize,
			flushAfter: options.flushAfter ?? 1000,
			maxPending: Math.max(bufferSize, options.maxPending ?? 10 * bufferSize),
			newKey: options.newKey ?? randomUUID,
		};
		this.#onError = options.onError;
		this.#transport = {
			url: needed("url", "AUDIT_TRAIL_URL", options.url).replace(/\/+$/, ""),
			key: needed("key", "AUDIT_TRAIL_KEY", options.key),
			fetch: options.fetch ?? fetch,
			timing: options.timing ?? systemTiming,
			attempts: options.attempts ?? 10,
			timeout: options.timeout ?? 30_000,
		};
	}

	/**
	 * Takes an event into the buffer, waiting for room first. The event is copied: it may be changed afterwards.
	 * @returns an object with the promise of its result, which never rejects
	 */
	async send(event: AuditEvent): Promise<{ result: Promise<Result> }> {
		if (this.#closed) throw new Error("this client is closed");
		const json = JSON.stringify(event);
		while (this.#taken - this.#settled >= this.#options.maxPending) await this.#nextResult();
		this.#taken++;
		const result = new Promise<Result>((resolve) => {
			const settle = (settled: Result) => {
				this.#settle(settled, json);
				resolve(settled);
			};
			this.#buffer.push({ json, retentionClass: event.retentionClass, settle });
		});
		this.#schedule();
		return { result };
	}

	/** Sends what is in the buffer and waits until everything that was sent before has its result. */
	async flush(): Promise<Counts> {
		const until = this.#taken;
		this.#urgentUntil = until;
		this.#timer?.abort();
		this.#schedule();
		while (this.#settled < until) await this.#nextResult();
		const counts = this.#counts;
		this.#counts = noCounts();
		if (!this.#onError && counts.rejected + counts.failed > 0)
			throw new Error(
				`${counts.rejected} events were rejected and ${counts.failed} failed; pass onError to learn which`,
			);
		return counts;
	}

	/** `flush`, and no event is taken any more. */
	async close(): Promise<Counts> {
		this.#closed = true;
		return await this.flush();
	}

	#schedule(): void {
		if (this.#sending || this.#buffer.length === 0) return;
		if (this.#isDue()) {
			void this.#sendAll();
			return;
		}
		if (this.#timer) return;
		const timer = new AbortController();
		this.#timer = timer;
		void this.#transport.timing.sleep(this.#options.flushAfter, timer.signal).then(() => {
			this.#timer = undefined;
			if (!timer.signal.aborted) void this.#sendAll();
		});
	}

	#isDue(): boolean {
		return this.#settled < this.#urgentUntil || this.#buffer.length >= this.#options.bufferSize;
	}

	#nextResult(): Promise<void> {
		return new Promise((resolve) => this.#waiting.push(resolve));
	}

	/** One request at a time: that keeps the order. */
	async #sendAll(): Promise<void> {
		if (this.#sending) return;
		this.#sending = true;
		try {
			do {
				const batch = this.#take();
				const results = await sendBatch(
					this.#transport,
					batch.map(({ json }) => json),
					this.#options.newKey(),
				);
				for (const [index, entry] of batch.entries())
					entry.settle(results[index] ?? { status: "failed", error: new Error("no result") });
			} while (this.#buffer.length > 0 && this.#isDue());
		} finally {
			this.#sending = false;
		}
		this.#schedule();
	}

	/** The next batch: one retention class, as the server asks, and within its bounds. */
	#take(): Entry[] {
		const first = this.#buffer[0];
		let bytes = 0;
		let count = 0;
		for (const entry of this.#buffer) {
			bytes += Buffer.byteLength(entry.json);
			const fits = count < this.#options.bufferSize && (bytes <= BATCH_BYTES || count === 0);
			if (!fits || entry.retentionClass !== first?.retentionClass) break;
			count++;
		}
		return this.#buffer.splice(0, count);
	}

	#settle(result: Result, json: string): void {
		this.#counts[result.status]++;
		this.#settled++;
		for (const wake of this.#waiting.splice(0)) wake();
		if (result.status !== "rejected" && result.status !== "failed") return;
		if (this.#onError) this.#onError(result, JSON.parse(json) as AuditEvent);
		// Neither the event nor the server's words about it: warnings end in logs.
		else process.emitWarning(`an audit event was not stored: ${result.status}`, "AuditTrailWarning");
	}
}

const noCounts = (): Counts => ({ accepted: 0, duplicate: 0, rejected: 0, failed: 0 });

function needed(option: string, variable: string, given: string | undefined): string {
	const value = given ?? process.env[variable];
	if (!value) throw new Error(`the option ${option} or the environment variable ${variable} is needed`);
	return value;
}
