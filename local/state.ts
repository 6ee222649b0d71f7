import { mkdirSync } from "node:fs";
import { ClassicLevel } from "classic-level";

/**
 * Durable state of the local cloud's services: ordered collections of JSON values in one LevelDB.
 * What a resolved promise reports survives `kill -9` of the process (the operating system holds it).
 */
export interface Collection<T> {
	get(key: string): Promise<T | undefined>;
	put(key: string, value: T): Promise<void>;
	delete(key: string): Promise<void>;
	/** Entries in key order; `prefix`, `after` (exclusive) and `limit` narrow them. */
	list(options?: { prefix?: string; after?: string; limit?: number }): Promise<[string, T][]>;
}

export interface State {
	directory: string;
	collection<T>(name: string): Collection<T>;
	/** Several changes in several collections, all or none. */
	commit(changes: readonly Change[]): Promise<void>;
	close(): Promise<void>;
}

export type Change =
	| { collection: string; key: string; value: unknown }
	| { collection: string; key: string; value?: undefined; delete: true };

const separator = "\u0000";

export async function openState(directory: string): Promise<State> {
	mkdirSync(directory, { recursive: true, mode: 0o700 });
	const level = new ClassicLevel<string, unknown>(`${directory}/services`, { valueEncoding: "json" });
	await level.open();
	const place = (collection: string, key: string) => `${collection}${separator}${key}`;
	return {
		directory,
		collection: <T>(name: string): Collection<T> => ({
			get: async (key) => (await level.get(place(name, key))) as T | undefined,
			put: (key, value) => level.put(place(name, key), value),
			delete: (key) => level.del(place(name, key)),
			list: async ({ prefix = "", after, limit } = {}) => {
				const found: [string, T][] = [];
				const lower = after === undefined ? { gte: place(name, prefix) } : { gt: place(name, after) };
				for await (const [key, value] of level.iterator({ ...lower, limit: limit ?? -1 })) {
					if (!key.startsWith(place(name, prefix))) break;
					found.push([key.slice(name.length + 1), value as T]);
				}
				return found;
			},
		}),
		commit: (changes) =>
			level.batch(
				changes.map((change) =>
					"delete" in change
						? { type: "del", key: place(change.collection, change.key) }
						: { type: "put", key: place(change.collection, change.key), value: change.value },
				),
			),
		close: () => level.close(),
	};
}
