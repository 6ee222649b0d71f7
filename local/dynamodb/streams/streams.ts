import { AwsError } from "../../service.ts";
import type { Database, Write } from "../database.ts";
import { keyspace, under } from "../keyspace.ts";
import type { KeyElement, StreamViewType } from "../tables/table.ts";
import type { StoredRecord } from "./record.ts";
import { firstSequence, recordLife, type Stream } from "./stream.ts";

/** All streams: their numbers, their records, and what of these is trimmed. */
export class Streams {
	#streams = new Map<string, Stream>();
	/** Last number given, by stream. */
	#given = new Map<string, bigint>();
	#database: Database;

	private constructor(database: Database) {
		this.#database = database;
		database.nextSequence = (arn) => {
			const next = (this.#given.get(arn) ?? BigInt(firstSequence)) + 1n;
			this.#given.set(arn, next);
			return String(next);
		};
	}

	static async open(database: Database): Promise<Streams> {
		const streams = new Streams(database);
		for await (const text of database.values(under(keyspace.streams))) {
			const stream = JSON.parse(text) as Stream;
			streams.#streams.set(stream.StreamArn, stream);
			streams.#given.set(stream.StreamArn, BigInt(await streams.latest(stream)));
		}
		return streams;
	}

	/** @throws AwsError `ResourceNotFoundException` */
	get(arn: string): Stream {
		const stream = this.#streams.get(arn);
		if (!stream)
			throw new AwsError(
				"ResourceNotFoundException",
				`Requested resource not found: Stream: ${arn} not found`,
			);
		return stream;
	}

	/** In the order of their ARNs. */
	list(): Stream[] {
		return [...this.#streams.values()].sort((a, b) => (a.StreamArn < b.StreamArn ? -1 : 1));
	}

	/** Makes a stream for a table; its writes belong into the batch that sets it on the table. */
	create(
		table: { TableArn: string; TableName: string; KeySchema: KeyElement[] },
		viewType: StreamViewType,
		now: number,
	): { stream: Stream; writes: Write[] } {
		const place = (at: number) => `${table.TableArn}/stream/${new Date(at).toISOString().slice(0, -1)}`;
		let createdAt = now;
		while (this.#streams.has(place(createdAt))) createdAt += 1;
		const stream: Stream = {
			StreamArn: place(createdAt),
			StreamLabel: new Date(createdAt).toISOString().slice(0, -1),
			TableName: table.TableName,
			StreamViewType: viewType,
			KeySchema: table.KeySchema,
			createdAt,
			trimmed: firstSequence,
		};
		this.#streams.set(stream.StreamArn, stream);
		return { stream, writes: [this.#put(stream)] };
	}

	/** Ends a stream; its records stay readable for their 24 hours. */
	disable(arn: string, now: number): Write[] {
		const stream = { ...this.get(arn), disabledAt: now };
		this.#streams.set(arn, stream);
		return [this.#put(stream)];
	}

	/** The newest number that a reader can see. */
	async latest(stream: Stream): Promise<string> {
		const range = { ...under(keyspace.records(stream.StreamArn)), reverse: true, limit: 1 };
		for await (const key of this.#database.keys(range)) return numberOf(key);
		return stream.trimmed;
	}

	/** Records with numbers above `after`, those past their 24 hours left out whether trimmed yet or not. */
	async *after(stream: Stream, after: string, now: number): AsyncGenerator<[sequence: string, StoredRecord]> {
		const { lt } = under(keyspace.records(stream.StreamArn));
		for await (const [key, text] of this.#database.entries({
			gt: keyspace.record(stream.StreamArn, after),
			lt,
		})) {
			const record = JSON.parse(text) as StoredRecord;
			if (record.at > now - recordLife) yield [numberOf(key), record];
		}
	}

	/** The highest number that can no longer be read. */
	async horizon(stream: Stream, now: number): Promise<string> {
		let horizon = stream.trimmed;
		for await (const [key, text] of this.#database.entries(under(keyspace.records(stream.StreamArn)))) {
			if ((JSON.parse(text) as StoredRecord).at > now - recordLife) break;
			horizon = numberOf(key);
		}
		return horizon;
	}

	/** Deletes the records that are past their time, and a stream that ended and has none left. */
	async trim(now: number): Promise<void> {
		for (const stream of this.list()) {
			const horizon = await this.horizon(stream, now);
			const ended = stream.disabledAt !== undefined && stream.disabledAt <= now - recordLife;
			if (ended && horizon === (await this.latest(stream))) {
				await this.#database.clear(under(keyspace.records(stream.StreamArn)));
				await this.#database.commit([{ type: "del", key: keyspace.stream(stream.StreamArn) }]);
				this.#streams.delete(stream.StreamArn);
				continue;
			}
			if (horizon !== stream.trimmed) {
				// The mark comes first: numbers go on above it even if every record is gone.
				const marked = { ...this.get(stream.StreamArn), trimmed: horizon };
				this.#streams.set(stream.StreamArn, marked);
				await this.#database.commit([this.#put(marked)]);
			}
			// Also what a kill between mark and removal left behind.
			const { gte } = under(keyspace.records(stream.StreamArn));
			await this.#database.clear({ gte, lte: keyspace.record(stream.StreamArn, horizon) });
		}
	}

	#put(stream: Stream): Write {
		return { type: "put", key: keyspace.stream(stream.StreamArn), value: JSON.stringify(stream) };
	}
}

const numberOf = (key: string) => key.slice(key.lastIndexOf("!") + 1);
