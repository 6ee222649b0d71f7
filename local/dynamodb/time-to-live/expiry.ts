import type { Item } from "../attribute.ts";
import type { Write } from "../database.ts";
import { keyspace } from "../keyspace.ts";
import type { Table } from "../tables/table.ts";

const fiveYears = 5 * 365 * 24 * 3600;
const largest = 999_999_999_999;

/** Second since 1970 at which an item expires; undefined where the attribute is absent or no number. */
export function expirySecond(attribute: string, item: Item | undefined): number | undefined {
	const text = item?.[attribute]?.N;
	const second = text === undefined ? -1 : Math.floor(Number(text));
	return second >= 0 && second <= largest ? second : undefined;
}

/** As AWS does it, a time more than five years past counts as a mistake and expires nothing. */
export const hasExpired = (second: number, nowSecond: number): boolean =>
	second <= nowSecond && second > nowSecond - fiveYears;

/** Keeps the list of items by expiry in step with one change of an item. */
export function expiryWrites(
	table: Table,
	key: string,
	before: Item | undefined,
	after: Item | undefined,
): Write[] {
	if (table.timeToLive === undefined) return [];
	const [old, fresh] = [expirySecond(table.timeToLive, before), expirySecond(table.timeToLive, after)];
	if (old === fresh) return [];
	const writes: Write[] = [];
	const place = (second: number) => keyspace.expiry(table.TableName, second, key);
	if (old !== undefined) writes.push({ type: "del", key: place(old) });
	if (fresh !== undefined) writes.push({ type: "put", key: place(fresh), value: "" });
	return writes;
}
