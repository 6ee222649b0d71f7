import type { Members } from "../members.ts";

/** The `member` elements of a list in the query protocol. */
export function members(input: Members, name: string): Members[] {
	// An empty list is sent as an empty text.
	if (input.any(name) === "") return [];
	const list = input.inner(name);
	const found = list?.inners("member") ?? [];
	list?.end();
	return found;
}

/** The `entry` elements of a map in the query protocol. */
export function entries<Value>(
	input: Members,
	name: string,
	keyName: string,
	valueName: string,
	read: (value: unknown, key: string) => Value,
): [string, Value][] {
	if (input.any(name) === "") return [];
	const map = input.inner(name);
	const found = (map?.inners("entry") ?? []).map((entry): [string, Value] => {
		const key = entry.text(keyName);
		const value = entry.any(valueName);
		entry.end();
		return [key, read(value, key)];
	});
	map?.end();
	return found;
}
