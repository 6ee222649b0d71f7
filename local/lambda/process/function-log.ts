import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { LogFile } from "../../log-file.ts";

/**
 * One function's log, JSON lines. What the function writes as JSON stands as written; any other line (a crash of
 * Node itself) is wrapped. The kernel adds one line per invocation, without payloads.
 */
export class FunctionLog {
	readonly #file: LogFile;
	readonly #now: () => number;

	constructor(stateDirectory: string, name: string, now: () => number) {
		this.#file = new LogFile(stateDirectory, name);
		this.#now = now;
	}

	/** Copies a process's output, line by line. */
	copy(output: Readable): void {
		createInterface({ input: output, crlfDelay: Number.POSITIVE_INFINITY }).on("line", (line) => {
			if (line !== "") this.#file.line(line.startsWith("{") ? line : this.#wrap({ message: line }));
		});
	}

	platform(type: string, record: Record<string, unknown>): void {
		this.#file.line(this.#wrap({ type, ...record }));
	}

	close(): Promise<void> {
		return this.#file.close();
	}

	#wrap(record: Record<string, unknown>): string {
		return JSON.stringify({ time: new Date(this.#now()).toISOString(), ...record });
	}
}
