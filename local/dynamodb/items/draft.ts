import deleteItem from "dynalite/actions/deleteItem.js";
import putItem from "dynalite/actions/putItem.js";
import updateItem from "dynalite/actions/updateItem.js";
import db from "dynalite/db/index.js";
import { AwsError } from "../../service.ts";
import type { Item } from "../attribute.ts";
import type { Database, Write } from "../database.ts";
import { keyspace } from "../keyspace.ts";
import { invalid, refusal } from "../refusal.ts";
import { recordOf } from "../streams/record.ts";
import type { Table } from "../tables/table.ts";
import { expiryWrites } from "../time-to-live/expiry.ts";
import { meets } from "./condition.ts";
import type { WriteInput } from "./item-inputs.ts";
import { itemSize } from "./item-size.ts";
import { sameItem } from "./same-item.ts";

/** A change that was decided and is not yet made. */
export interface Draft {
	before: Item | undefined;
	after: Item | undefined;
	/** What `ReturnValues` asked for. */
	attributes: Item | undefined;
	/** Item, indexes, expiry and stream record: they become durable together or not at all. */
	writes: Write[];
}

const actions = { put: putItem, update: updateItem, delete: deleteItem };

/** Where the item of a request lies. @throws AwsError where its key does not fit the table's */
export function itemKey(table: Table, input: WriteInput): string {
	const fault = input.kind === "put" ? db.validateItem(input.Item, table) : db.validateKey(input.Key, table);
	if (fault) throw refusal(fault);
	const key = input.kind === "put" ? input.Item : input.Key;
	// dynalite counts a string key's characters; the limits of 2048 and 1024 are in bytes.
	for (const [position, { AttributeName, KeyType }] of table.KeySchema.entries())
		if (Buffer.byteLength(key[AttributeName]?.S ?? "") > (position === 0 ? 2048 : 1024))
			throw invalid(
				`One or more parameter values were invalid: Size of ${KeyType === "HASH" ? "hashkey" : "range key"} has exceeded its maximum size limit`,
			);
	return db.createKey(key, table);
}

/**
 * Decides one write by the state of this moment, without changing anything. The caller holds the item's lock
 * until it has committed the writes. dynalite's action runs on a store that collects what it would write.
 * @param now milliseconds since 1970, for the stream record
 * @throws AwsError `ConditionalCheckFailedException`, `ValidationException`
 */
export function draft(
	database: Database,
	table: Table,
	key: string,
	input: WriteInput,
	now: number,
	{ expired = false } = {},
): Draft {
	const text = database.get(keyspace.item(table.TableName, key));
	const before = text === undefined ? undefined : (JSON.parse(text) as Item);
	if (input._condition && !meets(before ?? {}, input._condition.expression))
		throw conditionFailed(input, before);
	const unchanged: Draft = { before, after: before, attributes: undefined, writes: [] };
	if (input.kind === "check") return unchanged;

	const indexes: Write[] = [];
	let after: Item | undefined;
	const store = {
		options: { maxItemSize: 409_600 },
		getTable: (_name: string, answer: (error: null, table: Table) => void) => answer(null, table),
		getItemDb: () => ({
			lock: (_key: string, run: (release: <T>(answer: T) => T) => void) => run((answer) => answer),
			// Parsed again: actions change what they get, and `before` must stay what it was.
			get: (_key: string, answer: (error: null, item?: Item) => void) =>
				answer(null, text === undefined ? undefined : (JSON.parse(text) as Item)),
			put: (_key: string, item: Item, done: (error: null) => void) => {
				after = item;
				done(null);
			},
			del: (_key: string, done: (error: null) => void) => done(null),
		}),
		getIndexDb: (_type: string, name: string, index: string) => ({
			put: (at: string, item: Item, done: (error: null) => void) => {
				indexes.push({
					type: "put",
					key: keyspace.index(name, index) + at,
					value: JSON.stringify(item),
				});
				done(null);
			},
			del: (at: string, done: (error: null) => void) => {
				indexes.push({ type: "del", key: keyspace.index(name, index) + at });
				done(null);
			},
		}),
	};
	const attributes = run(actions[input.kind], store, input, before);
	if (after && itemSize(after) > 409_600)
		throw invalid("Item size to update has exceeded the maximum allowed size");
	if (before && after ? sameItem(before, after) : before === after) return { ...unchanged, attributes };

	const place = keyspace.item(table.TableName, key);
	const afterText = after && JSON.stringify(after);
	const writes: Write[] = [
		afterText === undefined ? { type: "del", key: place } : { type: "put", key: place, value: afterText },
		...indexes,
		...expiryWrites(table, key, before, after),
		...recordOf(table, { before, beforeText: text, after, afterText, now, expired }),
	];
	return { before, after, attributes, writes };
}

function run(
	action: DynaliteAction,
	store: object,
	input: WriteInput,
	before: Item | undefined,
): Item | undefined {
	const { kind: _kind, _condition, ReturnConsumedCapacity: _detail, ...data } = input;
	// An update of an absent item writes into the key that it got: the request keeps its own.
	if ("Key" in data) data.Key = { ...data.Key };
	let answer: Record<string, unknown> | undefined;
	action(store, data, (error, value) => {
		if (error) {
			const refused = refusal(error);
			const failed = refused instanceof AwsError && refused.code === "ConditionalCheckFailedException";
			throw failed ? conditionFailed(input, before) : refused;
		}
		answer = value;
	});
	if (!answer) throw new Error("dynalite's action did not end at once: another version?");
	return answer["Attributes"] as Item | undefined;
}

function conditionFailed(input: WriteInput, before: Item | undefined): AwsError {
	const detail = input.ReturnValuesOnConditionCheckFailure === "ALL_OLD" && before ? { Item: before } : {};
	return new AwsError("ConditionalCheckFailedException", "The conditional request failed", 400, detail);
}
