import type { Change, State } from "../state.ts";

/** A durable collection with its copy in memory, for what nearly every call asks. Values are never changed in place. */
export interface Mirror<T> {
	get(key: string): T | undefined;
	values(): T[];
	put(key: string, value: T): Write;
	remove(key: string): Write;
}

/** One change that waits for `commit`. */
export interface Write {
	change: Change;
	apply(): void;
}

export async function openMirror<T>(state: State, collection: string): Promise<Mirror<T>> {
	const entries = new Map(await state.collection<T>(collection).list());
	return {
		get: (key) => entries.get(key),
		values: () => [...entries.values()],
		put: (key, value) => ({
			change: { collection, key, value },
			apply: () => entries.set(key, value),
		}),
		remove: (key) => ({
			change: { collection, key, delete: true },
			apply: () => entries.delete(key),
		}),
	};
}

/**
 * Makes changes, all or none; durable when it resolves. They are seen at once, before the first await, so that
 * what reads and then commits without awaiting in between cannot overwrite another's change.
 */
export async function commit(state: State, writes: readonly Write[]): Promise<void> {
	for (const write of writes) write.apply();
	await state.commit(writes.map((write) => write.change));
}
