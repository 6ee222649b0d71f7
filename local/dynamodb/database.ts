import { ClassicLevel } from "classic-level";
import { keyspace } from "./keyspace.ts";

/** One change of a batch. A record is appended to its stream: its place is known only when the batch is written. */
export type Write =
	| { type: "put"; key: string; value: string }
	| { type: "del"; key: string }
	| { type: "record"; stream: string; value: string };

interface Waiting {
	writes: readonly Write[];
	resolve(): void;
	reject(cause: unknown): void;
}

export interface Range {
	gte?: string;
	gt?: string;
	lt?: string;
	lte?: string;
	reverse?: boolean;
	limit?: number;
}

/** The LevelDB under everything. What a resolved `commit` reports survives `kill -9` of the process. */
export class Database {
	#level: ClassicLevel<string, string>;
	#waiting: Waiting[] = [];
	#writing: Promise<void> | undefined;
	/** Gives the next sequence number of a stream; set by the streams, which own the numbers. */
	nextSequence: (stream: string) => string = () => {
		throw new Error("no stream is open");
	};

	private constructor(level: ClassicLevel<string, string>) {
		this.#level = level;
	}

	static async open(directory: string): Promise<Database> {
		const level = new ClassicLevel<string, string>(directory, {
			valueEncoding: "utf8",
			// Segments come twice, as item and as record: with the usual 4 MB, merging them takes most of the CPU.
			writeBufferSize: 16 * 1024 * 1024,
		});
		await level.open();
		return new Database(level);
	}

	/** Read at once: an operation's decision and its change must see the same state. */
	get(key: string): string | undefined {
		return this.#level.getSync(key);
	}

	async *entries(range: Range): AsyncGenerator<[key: string, value: string]> {
		yield* this.#level.iterator(range);
	}

	async *keys(range: Range): AsyncGenerator<string> {
		yield* this.#level.keys(range);
	}

	async *values(range: Range): AsyncGenerator<string> {
		yield* this.#level.values(range);
	}

	/**
	 * All or nothing. Commits that wait while one is being written go together into the next batch, in order:
	 * therefore a reader of a stream that sees a record also sees every one with a lower number.
	 */
	commit(writes: readonly Write[]): Promise<void> {
		if (writes.length === 0) return Promise.resolve();
		return new Promise((resolve, reject) => {
			this.#waiting.push({ writes, resolve, reject });
			this.#writing ??= this.#drain();
		});
	}

	/** Removes a whole range; not atomic: a caller that is killed in between must clear again. */
	clear(range: Range): Promise<void> {
		return this.#level.clear(range);
	}

	async close(): Promise<void> {
		await this.#writing;
		await this.#level.close();
	}

	async #drain(): Promise<void> {
		while (this.#waiting.length > 0) {
			const group = this.#waiting.splice(0);
			try {
				await this.#level.batch(group.flatMap(({ writes }) => writes.map((write) => this.#place(write))));
				for (const { resolve } of group) resolve();
			} catch (cause) {
				for (const { reject } of group) reject(cause);
			}
		}
		this.#writing = undefined;
	}

	#place(write: Write): { type: "put"; key: string; value: string } | { type: "del"; key: string } {
		if (write.type !== "record") return write;
		const sequence = this.nextSequence(write.stream);
		return { type: "put", key: keyspace.record(write.stream, sequence), value: write.value };
	}
}
