import type { Item } from "../attribute.ts";
import { type Index, indexesOf, keyNames, type Table } from "../tables/table.ts";

/** What of an item lies in an index; undefined where it lacks one of the index's keys and so is not in it. */
export function indexEntry(table: Table, index: Index, item: Item | undefined): Item | undefined {
	const keys = keyNames(index.KeySchema);
	if (!item || keys.some((name) => item[name] === undefined)) return undefined;
	if (index.Projection.ProjectionType === "ALL") return item;
	const names = [...keys, ...keyNames(table.KeySchema), ...(index.Projection.NonKeyAttributes ?? [])];
	const entry: Item = {};
	for (const name of names) {
		const value = item[name];
		if (value) entry[name] = value;
	}
	return entry;
}

export const findIndex = (table: Table, name: string): Index | undefined =>
	indexesOf(table).find((index) => index.IndexName === name);

/** Whether an attribute lies in an index, and so can be had from it without its table. */
export const projects = (table: Table, index: Index, name: string): boolean =>
	index.Projection.ProjectionType === "ALL" ||
	[
		...keyNames(index.KeySchema),
		...keyNames(table.KeySchema),
		...(index.Projection.NonKeyAttributes ?? []),
	].includes(name);
