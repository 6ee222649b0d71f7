import { createWriteStream, mkdirSync, renameSync, statSync, type WriteStream } from "node:fs";
import { join } from "node:path";

/** Bytes after which a log is moved aside (one older file is kept). */
const largest = 20 * 1024 * 1024;

/** One log of the state directory, `<state>/logs/<name>.log`: lines, appended. */
export class LogFile {
	readonly #path: string;
	#stream: WriteStream;
	#written: number;

	constructor(stateDirectory: string, name: string) {
		const folder = join(stateDirectory, "logs");
		mkdirSync(folder, { recursive: true, mode: 0o700 });
		this.#path = join(folder, `${name.replace(/^\//, "").replaceAll("/", ".")}.log`);
		this.#written = statSync(this.#path, { throwIfNoEntry: false })?.size ?? 0;
		this.#stream = createWriteStream(this.#path, { flags: "a", mode: 0o600 });
	}

	line(text: string): void {
		this.#written += Buffer.byteLength(text) + 1;
		this.#stream.write(`${text}\n`);
		if (this.#written < largest) return;
		this.#stream.end();
		renameSync(this.#path, `${this.#path}.1`);
		this.#stream = createWriteStream(this.#path, { flags: "a", mode: 0o600 });
		this.#written = 0;
	}

	/** Resolves when everything is written. */
	close(): Promise<void> {
		return new Promise((resolve) => this.#stream.end(() => resolve()));
	}
}
