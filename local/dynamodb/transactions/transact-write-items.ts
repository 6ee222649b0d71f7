import { leadingKey, openTable } from "../access.ts";
import type { Call, Engine, Operation } from "../engine.ts";
import { addUnits, consumedCapacity, type Units, unitsOfWrite } from "../items/capacity.ts";
import { type Draft, draft, itemKey } from "../items/draft.ts";
import { attributesOf, type CapacityDetail } from "../items/item-inputs.ts";
import { itemSize } from "../items/item-size.ts";
import { keyspace } from "../keyspace.ts";
import { invalid } from "../refusal.ts";
import { type CancellationReason, cancelled, reasonOf } from "./cancelled.ts";
import { ClientToken } from "./client-token.ts";
import { keyOf, readOptions, readWrites, type TransactWrite } from "./transact-inputs.ts";

type Place = TransactWrite & { key: string };

const known = [
	"TransactItems",
	"ClientRequestToken",
	"ReturnConsumedCapacity",
	"ReturnItemCollectionMetrics",
];
const largest = 4 * 1024 * 1024;

/**
 * Up to 100 writes and checks, all or none: every condition is decided while all their items are held, and the
 * changes go with their stream records and the client's token into one batch.
 */
export const transactWriteItems: Operation = async (engine, call) => {
	const detail = readOptions(call.input, known);
	const sent = call.input["ClientRequestToken"] ?? undefined;
	const token = sent === undefined ? undefined : new ClientToken(sent, call.input["TransactItems"]);
	const writes = readWrites(call.input["TransactItems"]);
	for (const write of writes) await allow(engine, call, write, detail);
	const places = writes.map((write) => ({
		...write,
		key: itemKey(engine.catalogue.get(write.input.TableName), write.input),
	}));
	const locks = places.map(({ input, key }) => keyspace.item(input.TableName, key));
	if (new Set(locks).size < locks.length)
		throw invalid("Transaction request cannot include multiple operations on one item");
	if (writes.reduce((sum, { input }) => sum + itemSize(keyOf(input)), 0) > largest)
		throw invalid("The collective size of all items in the transaction exceeds 4 MB");
	return engine.locks.hold(token ? [...locks, token.place] : locks, async () => {
		const now = engine.context.clock.now();
		if (token?.isDone(engine.database, now))
			return { ConsumedCapacity: capacities(engine, places, [], detail) };
		const drafts = decide(engine, places, now);
		await engine.database.commit([
			...drafts.flatMap((made) => made.writes),
			...(token ? [token.remembered(now)] : []),
		]);
		return { ConsumedCapacity: capacities(engine, places, drafts, detail) };
	});
};

async function allow(
	engine: Engine,
	call: Call,
	{ action, input }: TransactWrite,
	detail: CapacityDetail | undefined,
): Promise<void> {
	await openTable(engine, call, input.TableName, {
		action,
		conditions: (table) => ({
			leadingKeys: [leadingKey(table, keyOf(input))],
			attributes: attributesOf(input),
			returnValues: "NONE",
			returnConsumedCapacity: detail,
			enclosing: "TransactWriteItems",
		}),
	});
}

/** @throws AwsError `TransactionCanceledException` where one of them cannot be done */
function decide(engine: Engine, places: readonly Place[], now: number): Draft[] {
	const drafts: Draft[] = [];
	const reasons = places.map(({ input, key }): CancellationReason => {
		try {
			drafts.push(draft(engine.database, engine.catalogue.get(input.TableName), key, input, now));
			return { Code: "None" };
		} catch (error) {
			return reasonOf(error);
		}
	});
	if (drafts.length < places.length) throw cancelled(reasons);
	return drafts;
}

/** Double units; a transaction that was done already costs reading its items. */
function capacities(
	engine: Engine,
	places: readonly Place[],
	drafts: readonly Draft[],
	detail: CapacityDetail | undefined,
): object[] | undefined {
	if (detail !== "TOTAL" && detail !== "INDEXES") return undefined;
	const done = drafts.length === 0;
	const sums = new Map<string, Units>();
	for (const [position, { input, key }] of places.entries()) {
		const table = engine.catalogue.get(input.TableName);
		const made = drafts[position];
		const units = made
			? unitsOfWrite(table, made.before, made.after)
			: { table: storedReadUnits(engine, input.TableName, key), indexes: new Map<string, number>() };
		const sum = sums.get(input.TableName) ?? { table: 0, indexes: new Map() };
		sums.set(input.TableName, addUnits(sum, units));
	}
	return [...sums].flatMap(([name, units]) => {
		const answer = consumedCapacity(engine.catalogue.get(name), units, detail, done ? "Read" : "Write");
		return answer ? [answer] : [];
	});
}

function storedReadUnits(engine: Engine, name: string, key: string): number {
	const text = engine.database.get(keyspace.item(name, key));
	return Math.max(1, Math.ceil((text === undefined ? 0 : itemSize(JSON.parse(text))) / 4096));
}
