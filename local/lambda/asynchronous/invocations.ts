import { setTimeout as delay } from "node:timers/promises";
import { AwsError, type LocalContext } from "../../service.ts";
import type { FunctionConfiguration } from "../function-configuration.ts";
import { type Functions, roleCaller } from "../functions.ts";
import type { Invoker } from "../invoker.ts";
import type { Outcome } from "../process/outcome.ts";
import { afterwards } from "./afterwards.ts";
import { defaultInvokeConfig, invokeConfigs } from "./invoke-config.ts";

/** An event that waits for its function. Key: `<time of acceptance>-<request id>`. */
export interface Accepted {
	functionName: string;
	payload: string;
	requestId: string;
	acceptedAt: number;
	/** Failed attempts so far. */
	attempts: number;
	/** Milliseconds since 1970, by the local cloud's clock. */
	notBefore: number;
}

/** Lambda waits one minute before the first retry and two before the second. */
const retryAfter = [60_000, 120_000];
const throttledAfter = 1000;
const lookEvery = 250;
const atOnce = 2;

/**
 * Asynchronous invocations: an event is on disk before `accept` resolves, and leaves it only after the function
 * succeeded or the event went to its destination. A process killed in between runs the event again.
 */
export class AsynchronousInvocations {
	readonly #context: LocalContext;
	readonly #functions: Pick<Functions, "find">;
	readonly #invoker: Pick<Invoker, "invoke">;
	readonly #running = new Map<string, string>();
	#stopped = new AbortController();
	#loop: Promise<void> | undefined;
	#wake: () => void = () => {};

	constructor(context: LocalContext, functions: Pick<Functions, "find">, invoker: Pick<Invoker, "invoke">) {
		this.#context = context;
		this.#functions = functions;
		this.#invoker = invoker;
	}

	get #accepted() {
		return this.#context.state.collection<Accepted>("lambda-asynchronous");
	}

	async accept(event: {
		configuration: FunctionConfiguration;
		payload: string;
		requestId: string;
	}): Promise<void> {
		const now = this.#context.clock.now();
		await this.#accepted.put(`${String(now).padStart(15, "0")}-${event.requestId}`, {
			functionName: event.configuration.name,
			payload: event.payload,
			requestId: event.requestId,
			acceptedAt: now,
			attempts: 0,
			notBefore: now,
		});
		this.#wake();
	}

	start(): void {
		this.#stopped = new AbortController();
		this.#loop = this.#run(this.#stopped.signal);
	}

	async stop(): Promise<void> {
		this.#stopped.abort();
		this.#wake();
		await this.#loop;
	}

	async #run(stopped: AbortSignal): Promise<void> {
		while (!stopped.aborted) {
			for (const [key, event] of await this.#accepted.list()) {
				const sameFunction = [...this.#running.values()].filter((name) => name === event.functionName).length;
				if (this.#running.has(key) || sameFunction >= atOnce) continue;
				if (event.notBefore > this.#context.clock.now()) continue;
				this.#running.set(key, event.functionName);
				void this.#attempt(key, event)
					.catch((error: unknown) => this.#report(event, error))
					.finally(() => {
						this.#running.delete(key);
						this.#wake();
					});
			}
			await this.#pause(stopped);
		}
	}

	async #attempt(key: string, event: Accepted): Promise<void> {
		const { clock, state } = this.#context;
		const configuration = await this.#find(event.functionName);
		if (!configuration) return this.#accepted.delete(key);
		const config = (await invokeConfigs(state).get(event.functionName)) ?? defaultInvokeConfig;
		const tooOld = () => clock.now() - event.acceptedAt > config.maximumEventAge * 1000;
		let outcome: Outcome | undefined;
		if (!tooOld()) {
			const { payload, requestId } = event;
			try {
				outcome = await this.#invoker.invoke({ configuration, payload, requestId, wait: 10_000 });
			} catch (error) {
				// Throttling is no attempt: it is tried until the event is too old.
				if (!(error instanceof AwsError) || error.status !== 429) throw error;
				return this.#accepted.put(key, { ...event, notBefore: clock.now() + throttledAfter });
			}
		}
		const failed = outcome?.functionError !== undefined;
		// A process ended by our own stop has not failed: the event stays.
		if (failed && this.#stopped.signal.aborted) return;
		const attempts = event.attempts + (failed ? 1 : 0);
		if (failed && attempts <= config.maximumRetryAttempts) {
			const notBefore = clock.now() + (retryAfter[attempts - 1] ?? 120_000);
			return this.#accepted.put(key, { ...event, attempts, notBefore });
		}
		const from = roleCaller(this.#context, configuration);
		await afterwards(this.#context, { event: { ...event, attempts }, configuration, config, outcome, from });
		return this.#accepted.delete(key);
	}

	/** Nothing is lost: the event stays where it is and is tried again, after a while. */
	async #report(event: Accepted, error: unknown): Promise<void> {
		const message = error instanceof Error ? error.message : String(error);
		this.#context.log(`${event.functionName}: an asynchronous event could not be handled: ${message}`);
		await delay(throttledAfter);
	}

	async #find(name: string): Promise<FunctionConfiguration | undefined> {
		return this.#functions.find(name).catch(() => undefined);
	}

	async #pause(stopped: AbortSignal): Promise<void> {
		if (stopped.aborted) return;
		await new Promise<void>((resolve) => {
			const timer = setTimeout(resolve, lookEvery);
			this.#wake = () => {
				clearTimeout(timer);
				resolve();
			};
		});
	}
}
