import { randomUUID } from "node:crypto";
import type { LocalContext } from "../service.ts";
import type { FunctionConfiguration } from "./function-configuration.ts";
import { FunctionLog } from "./process/function-log.ts";
import type { Outcome } from "./process/outcome.ts";
import { Pool } from "./process/pool.ts";
import { RuntimeProcess } from "./process/runtime-process.ts";
import { type FindAsset, taskRoot } from "./task-root.ts";

/** Milliseconds after which a process gets no new work: its credentials, which live an hour, are not refreshed. */
const longestLife = 30 * 60_000;
const sweepEvery = 15_000;

export interface InvokeCall {
	configuration: FunctionConfiguration;
	/** JSON, at most 6 MB. */
	payload: string;
	requestId?: string;
	/** Milliseconds to wait for one of the function's processes; then TooManyRequestsException. */
	wait: number;
}

/** Runs functions in their processes; one pool for each function. */
export class Invoker {
	readonly #context: LocalContext;
	readonly #findAsset: FindAsset;
	readonly #pools = new Map<string, { revision: string; pool: Pool }>();
	readonly #logs = new Map<string, FunctionLog>();
	readonly #sweeper: NodeJS.Timeout;

	constructor(context: LocalContext, findAsset: FindAsset) {
		this.#context = context;
		this.#findAsset = findAsset;
		this.#sweeper = setInterval(() => {
			for (const { pool } of this.#pools.values()) pool.sweep();
		}, sweepEvery).unref();
	}

	async invoke(call: InvokeCall): Promise<Outcome> {
		const { configuration, payload, requestId = randomUUID() } = call;
		const { clock } = this.#context;
		const log = this.#log(configuration.name);
		for (;;) {
			const pool = this.#pool(configuration);
			const process = await pool.acquire(call.wait);
			const begin = performance.now();
			const outcome = await process.invoke({
				requestId,
				functionArn: configuration.arn,
				payload,
				timeout: configuration.timeout * 1000,
				now: () => clock.now(),
			});
			pool.release(process);
			if (!outcome) continue;
			const durationMs = Math.round((performance.now() - begin) * 10) / 10;
			const status = outcome.functionError ? errorType(outcome) : "success";
			log.platform("platform.report", { requestId, durationMs, status });
			return outcome;
		}
	}

	/** The function changed or is gone: its processes finish what they do and are not used again. */
	retire(name: string): void {
		const found = this.#pools.get(name);
		this.#pools.delete(name);
		found?.pool.retire();
	}

	async stop(): Promise<void> {
		clearInterval(this.#sweeper);
		await Promise.all([...this.#pools.values()].map(({ pool }) => pool.stop()));
		await Promise.all([...this.#logs.values()].map((log) => log.close()));
	}

	#pool(configuration: FunctionConfiguration): Pool {
		const { name, revision } = configuration;
		const known = this.#pools.get(name);
		if (known?.revision === revision) return known.pool;
		this.retire(name);
		const { clock } = this.#context;
		const pool = new Pool({
			reserved: configuration.reservedConcurrency,
			start: () =>
				RuntimeProcess.start({
					context: this.#context,
					configuration,
					taskRoot: taskRoot(configuration, this.#findAsset, this.#context.state.directory),
					log: this.#log(name),
				}),
			usable: (process) =>
				process.offset === clock.offset && Math.abs(clock.now() - process.startedAt) < longestLife,
		});
		this.#pools.set(name, { revision, pool });
		return pool;
	}

	#log(name: string): FunctionLog {
		const known = this.#logs.get(name);
		if (known) return known;
		const log = new FunctionLog(this.#context.state.directory, name, () => this.#context.clock.now());
		this.#logs.set(name, log);
		return log;
	}
}

/** `errorType` of a failed outcome, for the log; the message may hold what the function was given. */
function errorType(outcome: Outcome): string {
	try {
		const { errorType: type } = JSON.parse(outcome.payload) as { errorType?: unknown };
		return typeof type === "string" ? type : "Unhandled";
	} catch {
		return "Unhandled";
	}
}
