import db from "dynalite/db/index.js";
import type { Item } from "../attribute.ts";
import { type Index, indexesOf, type Table } from "../tables/table.ts";
import { indexEntry } from "./index-entries.ts";
import type { CapacityDetail } from "./item-inputs.ts";
import { itemSize } from "./item-size.ts";
import { sameItem } from "./same-item.ts";

/** Units that an operation took, by where they were taken (Developer Guide, "Read/write capacity mode"). */
export interface Units {
	table: number;
	indexes: Map<string, number>;
}

const writeUnits = (item: Item) => Math.max(1, Math.ceil(itemSize(item) / 1024));

/** Write units of one change: 1 KB units of the larger image, and in each index what changes there. */
export function unitsOfWrite(table: Table, before: Item | undefined, after: Item | undefined): Units {
	const units: Units = {
		table: Math.max(before ? writeUnits(before) : 1, after ? writeUnits(after) : 1),
		indexes: new Map(),
	};
	for (const index of indexesOf(table)) {
		const count = indexWriteUnits(
			table,
			index,
			indexEntry(table, index, before),
			indexEntry(table, index, after),
		);
		if (count > 0) units.indexes.set(index.IndexName, count);
	}
	return units;
}

function indexWriteUnits(table: Table, index: Index, before: Item | undefined, after: Item | undefined) {
	if (!before || !after) return before || after ? writeUnits(before ?? after ?? {}) : 0;
	if (sameItem(before, after)) return 0;
	const place = (entry: Item) => db.createIndexKey(entry, table, index.KeySchema);
	// An entry whose index key changes is deleted at one place and put at another.
	if (place(before) !== place(after)) return writeUnits(before) + writeUnits(after);
	return Math.max(writeUnits(before), writeUnits(after));
}

/** Read units for so many bytes: 4 KB each, half for an eventually consistent read, never less than one of these. */
export const readUnits = (bytes: number, consistent: boolean | undefined): number =>
	Math.max(1, Math.ceil(bytes / 4096)) * (consistent ? 1 : 0.5);

export function addUnits(sum: Units, more: Units): Units {
	for (const [name, count] of more.indexes) sum.indexes.set(name, (sum.indexes.get(name) ?? 0) + count);
	sum.table += more.table;
	return sum;
}

/**
 * `ConsumedCapacity` of an answer; undefined where the request did not ask for it.
 * @param transaction in transactions each unit counts twice and says whether it was of reading or writing
 */
export function consumedCapacity(
	table: Table,
	units: Units,
	detail: CapacityDetail | undefined,
	transaction?: "Read" | "Write",
): object | undefined {
	if (detail !== "TOTAL" && detail !== "INDEXES") return undefined;
	const counted = (count: number) => {
		const total = transaction ? count * 2 : count;
		return transaction
			? { CapacityUnits: total, [`${transaction}CapacityUnits`]: total }
			: { CapacityUnits: total };
	};
	const all = [...units.indexes.values()].reduce((sum, count) => sum + count, units.table);
	const answer = { TableName: table.TableName, ...counted(all) };
	if (detail === "TOTAL") return answer;
	const within = (indexes: Index[] | undefined) => {
		const counts = (indexes ?? []).flatMap(({ IndexName }) => {
			const count = units.indexes.get(IndexName);
			return count === undefined ? [] : [[IndexName, counted(count)] as const];
		});
		return counts.length > 0 ? Object.fromEntries(counts) : undefined;
	};
	return {
		...answer,
		Table: counted(units.table),
		LocalSecondaryIndexes: within(table.LocalSecondaryIndexes),
		GlobalSecondaryIndexes: within(table.GlobalSecondaryIndexes),
	};
}
