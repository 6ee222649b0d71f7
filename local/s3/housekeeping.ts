import type { AccessLog } from "./access-log.ts";
import type { Desk } from "./desk.ts";
import { applyLifecycle } from "./lifecycle.ts";
import { Uploads } from "./multipart/uploads.ts";

const LOOK_MS = 1000;
const FLUSH_MS = 5 * 60_000;
const DAY = 86_400_000;

/** What S3 does by itself: access logs every five minutes, lifecycle and unnamed files once a day, by the clock. */
export class Housekeeping {
	readonly #desk: Desk;
	readonly #log: AccessLog;
	#timer: NodeJS.Timeout | undefined;
	#work: Promise<void> = Promise.resolve();
	#flushedAt: number;

	constructor(desk: Desk, log: AccessLog) {
		this.#desk = desk;
		this.#log = log;
		this.#flushedAt = desk.context.clock.now();
	}

	start(): void {
		this.#timer = setTimeout(() => {
			this.#work = this.#round()
				.catch((error: unknown) => this.#desk.context.log(`s3: housekeeping failed: ${String(error)}`))
				.finally(() => {
					if (this.#timer) this.start();
				});
		}, LOOK_MS);
		this.#timer.unref();
	}

	async stop(): Promise<void> {
		clearTimeout(this.#timer);
		this.#timer = undefined;
		await this.#work;
		await this.#log.flush();
	}

	async #round(): Promise<void> {
		const { clock, state } = this.#desk.context;
		const now = clock.now();
		if (now - this.#flushedAt >= FLUSH_MS || now < this.#flushedAt) {
			this.#flushedAt = now;
			await this.#log.flush();
		}
		const days = state.collection<number>("s3-housekeeping");
		const day = Math.floor(now / DAY);
		if ((await days.get("swept")) === day) return;
		await sweep(this.#desk);
		await days.put("swept", day);
	}
}

/** One daily round: lifecycle rules, then files that a crash left without a record. */
export async function sweep(desk: Desk): Promise<void> {
	await applyLifecycle(desk);
	await desk.bytes.removeUnnamed(async () => {
		const named = new Set(await new Uploads(desk.context.state).files());
		for (const bucket of desk.buckets.all())
			for await (const version of desk.versions.walk(bucket.name)) if (version.file) named.add(version.file);
		return named;
	});
}
