/**
 * Where things lie in the one LevelDB. `!` sorts before every character of names, ARNs and item keys, so each
 * prefix is a range of its own.
 */
export const keyspace = {
	table: (name: string) => `table!${name}`,
	tables: "table!",
	items: (table: string) => `item!${table}!`,
	item: (table: string, key: string) => `item!${table}!${key}`,
	index: (table: string, index: string) => `index!${table}!${index}!`,
	indexes: (table: string) => `index!${table}!`,
	/** Items by the second at which they expire, in tables with time to live. */
	expiries: (table: string) => `expiry!${table}!`,
	expiry: (table: string, second: number, key: string) =>
		`expiry!${table}!${String(second).padStart(12, "0")}!${key}`,
	stream: (arn: string) => `stream!${arn}`,
	streams: "stream!",
	records: (arn: string) => `record!${arn}!`,
	record: (arn: string, sequence: string) => `record!${arn}!${sequence}`,
	token: (token: string) => `token!${token}`,
	tokens: "token!",
};

/** The range of all keys under a prefix that ends with `!`. */
export const under = (prefix: string) => ({ gte: prefix, lt: `${prefix.slice(0, -1)}"` });
