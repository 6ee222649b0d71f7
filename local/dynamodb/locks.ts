/** One holder at a time for each key; those who wait are served in the order in which they came. */
export class Locks {
	#tails = new Map<string, Promise<void>>();

	/** Runs `work` while it holds all `keys`. They are taken in sorted order, so that two callers never wait for each other. */
	async hold<T>(keys: readonly string[], work: () => Promise<T>): Promise<T> {
		const releases: (() => void)[] = [];
		for (const key of [...new Set(keys)].sort()) {
			const before = this.#tails.get(key);
			const { promise, resolve } = Promise.withResolvers<void>();
			this.#tails.set(key, promise);
			releases.push(() => {
				if (this.#tails.get(key) === promise) this.#tails.delete(key);
				resolve();
			});
			if (before) await before;
		}
		try {
			return await work();
		} finally {
			for (const release of releases) release();
		}
	}
}
