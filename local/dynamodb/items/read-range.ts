import { Readable } from "node:stream";
import db from "dynalite/db/index.js";
import type { Item } from "../attribute.ts";
import type { Database, Range } from "../database.ts";
import { keyspace } from "../keyspace.ts";
import { invalid, refusal } from "../refusal.ts";
import type { Table } from "../tables/table.ts";
import { consumedCapacity, readUnits } from "./capacity.ts";
import { type Condition, meets } from "./condition.ts";
import { type Projected, projectedNames } from "./get-item.ts";
import { findIndex, projects } from "./index-entries.ts";
import type { CapacityDetail } from "./item-inputs.ts";
import { itemSize } from "./item-size.ts";

/** What Query and Scan share, after validation. */
export interface RangeInput extends Projected {
	TableName: string;
	IndexName?: string;
	Select?: string;
	ConsistentRead?: boolean;
	ReturnConsumedCapacity?: CapacityDetail;
	/** Legacy filters. */
	QueryFilter?: Record<string, unknown>;
	ScanFilter?: Record<string, unknown>;
	_filter?: { expression: Condition; pathHeads: Record<string, true>; nestedPaths: Record<string, true> };
}

/** True of every item: dynalite then filters nothing and checks the filter's paths all the same. */
const everything: Condition = { type: "function", name: "attribute_not_exists", args: [[""]] };

/**
 * Runs dynalite's query or scan, and does filter, projection and capacity after it: its own filter takes no two
 * maps for equal, and its capacity counts characters.
 */
export async function readRange(
	database: Database,
	table: Table,
	action: DynaliteAction,
	input: RangeInput,
): Promise<object> {
	refuseUnprojected(table, input);
	const { _filter, _projection, AttributesToGet, ReturnConsumedCapacity, Select, ...data } = input;
	const result = await run(action, storeOf(database, table), {
		...data,
		...(_filter ? { _filter: { ..._filter, expression: everything } } : {}),
		...(_projection ? { _projection: { nestedPaths: _projection.nestedPaths } } : {}),
		...(Select === undefined || Select === "COUNT" ? {} : { Select }),
		// A legacy filter is dynalite's; so is then the count of what was read.
		...(data.QueryFilter || data.ScanFilter ? { ReturnConsumedCapacity } : {}),
	});
	const read = (result["Items"] ?? []) as Item[];
	const kept = _filter ? read.filter((item) => meets(item, _filter.expression)) : read;
	const paths = _projection?.paths ?? AttributesToGet;
	const bytes = read.reduce((sum, item) => sum + itemSize(item), 0);
	return {
		...result,
		Items: Select === "COUNT" ? undefined : paths ? kept.map((item) => db.mapPaths(paths, item)) : kept,
		Count: kept.length,
		ConsumedCapacity: result["ConsumedCapacity"] ?? capacityOf(table, input, bytes),
	};
}

function capacityOf(table: Table, input: RangeInput, bytes: number): object | undefined {
	const units = readUnits(bytes, input.ConsistentRead);
	const taken =
		input.IndexName === undefined
			? { table: units, indexes: new Map<string, number>() }
			: { table: 0, indexes: new Map([[input.IndexName, units]]) };
	return consumedCapacity(table, taken, input.ReturnConsumedCapacity);
}

function run(action: DynaliteAction, store: object, data: object): Promise<Record<string, unknown>> {
	return new Promise((resolve, reject) => {
		action(store, data, (error, value) => (error ? reject(refusal(error)) : resolve(value ?? {})));
	});
}

/**
 * A global index cannot give what it does not project, on AWS neither; a local one there takes it from the table,
 * which dynalite does not do.
 */
function refuseUnprojected(table: Table, input: RangeInput): void {
	const index = input.IndexName === undefined ? undefined : findIndex(table, input.IndexName);
	if (!index) return;
	const local = table.LocalSecondaryIndexes?.includes(index) ?? false;
	const filtered = local ? Object.keys(input._filter?.pathHeads ?? {}) : [];
	const name = [...projectedNames(input), ...filtered].find((one) => !projects(table, index, one));
	if (name !== undefined)
		throw invalid(
			local
				? `The local cloud does not fetch ${name}, which the local index ${index.IndexName} does not project, from its table; query the table`
				: `One or more parameter values were invalid: Global secondary index ${index.IndexName} does not project [${name}]`,
		);
}

/** The store as dynalite's range reads use it. */
function storeOf(database: Database, table: Table): object {
	const reader = (prefix: string) => ({
		createValueStream: ({ gte, gt, lt, lte, reverse, limit }: Range) => {
			const bound = (key: string | undefined, edge: string) => prefix + (key ?? edge);
			const lower = gt === undefined || gte !== undefined ? { gte: bound(gte, "") } : { gt: bound(gt, "") };
			const upper = lt === undefined && lte !== undefined ? { lte: bound(lte, "~") } : { lt: bound(lt, "~") };
			const range = { ...lower, ...upper, reverse: reverse ?? false, limit: limit ?? -1 };
			return Readable.from(parsed(database.values(range)), { objectMode: true, highWaterMark: 16 });
		},
		get: (key: string, answer: (error: null, item?: Item) => void) => {
			const text = database.get(prefix + key);
			answer(null, text === undefined ? undefined : (JSON.parse(text) as Item));
		},
	});
	return {
		getTable: (_name: string, answer: (error: null, table: Table) => void) => answer(null, table),
		getItemDb: (name: string) => reader(keyspace.items(name)),
		getIndexDb: (_type: string, name: string, index: string) => reader(keyspace.index(name, index)),
	};
}

async function* parsed(values: AsyncIterable<string>): AsyncGenerator<Item> {
	for await (const text of values) yield JSON.parse(text) as Item;
}

/** The default of `Select`, as the API reference gives it. */
export function selected(table: Table | undefined, input: RangeInput): string {
	if (input.Select !== undefined) return input.Select;
	if (input._projection || input.AttributesToGet) return "SPECIFIC_ATTRIBUTES";
	const index = input.IndexName !== undefined && table ? findIndex(table, input.IndexName) : undefined;
	return index ? "ALL_PROJECTED_ATTRIBUTES" : "ALL_ATTRIBUTES";
}
