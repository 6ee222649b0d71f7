import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { Database } from "../../../local/dynamodb/database.ts";
import { keyspace, under } from "../../../local/dynamodb/keyspace.ts";
import type { StoredRecord } from "../../../local/dynamodb/streams/record.ts";
import { recordLife } from "../../../local/dynamodb/streams/stream.ts";
import { Streams } from "../../../local/dynamodb/streams/streams.ts";

const table = {
	TableName: "t",
	TableArn: "arn:aws:dynamodb:us-east-1:000000000000:table/t",
	KeySchema: [{ AttributeName: "id", KeyType: "HASH" as const }],
};

async function opened() {
	const directory = mkdtempSync(join(tmpdir(), "audit-trail-streams-"));
	let database = await Database.open(directory);
	onTestFinished(async () => {
		await database.close();
		rmSync(directory, { recursive: true, force: true });
	});
	return {
		streams: await Streams.open(database),
		database: () => database,
		async reopened() {
			await database.close();
			database = await Database.open(directory);
			return Streams.open(database);
		},
	};
}

const write = (stream: string, at: number) => {
	const record: StoredRecord = { at, event: "INSERT", size: 1, keys: {} };
	return { type: "record", stream, value: JSON.stringify(record) } as const;
};

async function all<T>(entries: AsyncIterable<T>): Promise<T[]> {
	const found: T[] = [];
	for await (const entry of entries) found.push(entry);
	return found;
}

test("trimming removes the bytes of old records, and after a restart numbers go on above them", async () => {
	const { streams, database, reopened } = await opened();
	const { stream, writes } = streams.create(table, "KEYS_ONLY", 0);
	await database().commit(writes);
	for (const at of [1, 2, 3]) await database().commit([write(stream.StreamArn, at)]);
	const last = await streams.latest(stream);
	await streams.trim(2 + recordLife);
	expect(await all(database().keys(under(keyspace.records(stream.StreamArn))))).toHaveLength(1);
	await streams.trim(3 + recordLife);
	expect(await all(database().keys(under(keyspace.records(stream.StreamArn))))).toHaveLength(0);
	const again = await reopened();
	expect(await again.latest(again.get(stream.StreamArn))).toBe(last);
	await database().commit([write(stream.StreamArn, 4)]);
	expect(await again.latest(again.get(stream.StreamArn))).toBe(String(BigInt(last) + 1n));
});

test("trimming that was killed after its mark goes on at the next turn", async () => {
	const { streams, database, reopened } = await opened();
	const { stream, writes } = streams.create(table, "KEYS_ONLY", 0);
	await database().commit(writes);
	await database().commit([write(stream.StreamArn, 1)]);
	const marked = { ...stream, trimmed: await streams.latest(stream) };
	await database().commit([
		{ type: "put", key: keyspace.stream(stream.StreamArn), value: JSON.stringify(marked) },
	]);
	await (await reopened()).trim(1 + recordLife);
	expect(await all(database().keys(under(keyspace.records(stream.StreamArn))))).toHaveLength(0);
});

test("a stream that ended is forgotten once its last record is 24 hours old", async () => {
	const { streams, database, reopened } = await opened();
	const { stream, writes } = streams.create(table, "KEYS_ONLY", 0);
	await database().commit(writes);
	await database().commit([write(stream.StreamArn, 5)]);
	await database().commit(streams.disable(stream.StreamArn, 6));
	await streams.trim(4 + recordLife);
	expect(streams.list()).toHaveLength(1);
	await streams.trim(6 + recordLife);
	expect(streams.list()).toHaveLength(0);
	expect((await reopened()).list()).toHaveLength(0);
});

test("two streams of one moment have different names", async () => {
	const { streams } = await opened();
	const [one, two] = [streams.create(table, "KEYS_ONLY", 0), streams.create(table, "KEYS_ONLY", 0)];
	expect(one.stream.StreamArn).not.toBe(two.stream.StreamArn);
});
