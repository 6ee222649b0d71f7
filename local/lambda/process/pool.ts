import { AwsError } from "../../service.ts";
import type { RuntimeProcess } from "./runtime-process.ts";

/** At most so many processes per function on this machine. */
const mostProcesses = 2;
/** Milliseconds after which an idle process is stopped. */
const longestIdle = 5 * 60_000;

/**
 * The processes of one function: started when needed, kept while they are used, never more than two. Who finds
 * none free waits at most as long as it says, first come first served, and is then throttled.
 */
export class Pool {
	readonly #start: () => Promise<RuntimeProcess>;
	/** Whether a process may serve again, by its age, its clock and its configuration. */
	readonly #usable: (process: RuntimeProcess) => boolean;
	readonly #limit: number;
	readonly #idle: { process: RuntimeProcess; since: number }[] = [];
	readonly #all = new Set<RuntimeProcess>();
	readonly #waiting: (() => void)[] = [];
	#starting = 0;
	#retired = false;
	#stopped = false;

	constructor(options: {
		start: () => Promise<RuntimeProcess>;
		usable: (process: RuntimeProcess) => boolean;
		/** The function's reserved concurrency. */
		reserved?: number | undefined;
	}) {
		this.#start = options.start;
		this.#usable = (process) => !this.#retired && process.alive && options.usable(process);
		this.#limit = Math.min(mostProcesses, options.reserved ?? mostProcesses);
	}

	/** A process for one invocation; give it back with `release`. */
	async acquire(wait: number): Promise<RuntimeProcess> {
		const deadline = performance.now() + wait;
		for (;;) {
			const free = this.#takeIdle();
			if (free) return free;
			if (this.#all.size + this.#starting < this.#limit) return this.#launch();
			const left = deadline - performance.now();
			if (left <= 0 || this.#limit === 0 || this.#stopped) throw throttled();
			await this.#turn(left);
		}
	}

	release(process: RuntimeProcess): void {
		if (this.#usable(process)) this.#idle.push({ process, since: performance.now() });
		else this.#drop(process);
		this.#waiting.shift()?.();
	}

	/** Stops processes that nobody used for a while or that may not serve again. */
	sweep(): void {
		for (const entry of [...this.#idle]) {
			const fresh = this.#usable(entry.process);
			if (fresh && performance.now() - entry.since < longestIdle) continue;
			this.#idle.splice(this.#idle.indexOf(entry), 1);
			this.#drop(entry.process);
		}
	}

	/** No process of this pool serves again; those at work finish first. */
	retire(): void {
		this.#retired = true;
		this.sweep();
	}

	async stop(): Promise<void> {
		this.#stopped = true;
		for (const turn of this.#waiting.splice(0)) turn();
		await Promise.all([...this.#all].map((process) => process.stop()));
	}

	#takeIdle(): RuntimeProcess | undefined {
		for (;;) {
			// The one used last: the others grow old and are stopped.
			const process = this.#idle.pop()?.process;
			if (!process) return undefined;
			if (this.#usable(process)) return process;
			this.#drop(process);
		}
	}

	async #launch(): Promise<RuntimeProcess> {
		this.#starting += 1;
		try {
			const process = await this.#start();
			this.#all.add(process);
			if (this.#stopped) this.#drop(process);
			return process;
		} finally {
			this.#starting -= 1;
			if (this.#all.size + this.#starting < this.#limit) this.#waiting.shift()?.();
		}
	}

	#drop(process: RuntimeProcess): void {
		this.#all.delete(process);
		void process.stop();
	}

	#turn(milliseconds: number): Promise<void> {
		return new Promise((resolve) => {
			const turn = () => {
				clearTimeout(timer);
				resolve();
			};
			const timer = setTimeout(() => {
				this.#waiting.splice(this.#waiting.indexOf(turn), 1);
				resolve();
			}, milliseconds);
			this.#waiting.push(turn);
		});
	}
}

const throttled = () =>
	new AwsError("TooManyRequestsException", "Rate Exceeded.", 429, {
		Type: "User",
		Reason: "ReservedFunctionConcurrentInvocationLimitExceeded",
	});
