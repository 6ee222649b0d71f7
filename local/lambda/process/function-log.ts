import { createWriteStream, mkdirSync, renameSync, statSync, type WriteStream } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

/** Bytes after which a log is moved aside (one older file is kept). */
const largestLog = 20 * 1024 * 1024;

/**
 * One function's log: `<state>/logs/<function>.log`, JSON lines. What the function writes as JSON stands as
 * written; any other line (a crash of Node itself) is wrapped. The kernel adds one line per invocation, without
 * payloads.
 */
export class FunctionLog {
	readonly #path: string;
	readonly #now: () => number;
	#stream: WriteStream;
	#written: number;

	constructor(stateDirectory: string, name: string, now: () => number) {
		const folder = join(stateDirectory, "logs");
		mkdirSync(folder, { recursive: true, mode: 0o700 });
		this.#path = join(folder, `${name}.log`);
		this.#now = now;
		this.#written = statSync(this.#path, { throwIfNoEntry: false })?.size ?? 0;
		this.#stream = createWriteStream(this.#path, { flags: "a", mode: 0o600 });
	}

	/** Copies a process's output, line by line. */
	copy(output: Readable): void {
		createInterface({ input: output, crlfDelay: Number.POSITIVE_INFINITY }).on("line", (line) => {
			if (line !== "") this.#line(line.startsWith("{") ? line : this.#wrap({ message: line }));
		});
	}

	platform(type: string, record: Record<string, unknown>): void {
		this.#line(this.#wrap({ type, ...record }));
	}

	close(): void {
		this.#stream.end();
	}

	#wrap(record: Record<string, unknown>): string {
		return JSON.stringify({ time: new Date(this.#now()).toISOString(), ...record });
	}

	#line(line: string): void {
		this.#written += Buffer.byteLength(line) + 1;
		this.#stream.write(`${line}\n`);
		if (this.#written < largestLog) return;
		this.#stream.end();
		renameSync(this.#path, `${this.#path}.1`);
		this.#stream = createWriteStream(this.#path, { flags: "a", mode: 0o600 });
		this.#written = 0;
	}
}
