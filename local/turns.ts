/** Runs pieces of work that share a key one after the other, in the order in which they came. */
export class Turns {
	readonly #last = new Map<string, Promise<void>>();

	take<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
		const result = (this.#last.get(key) ?? Promise.resolve()).then(work);
		const settled: Promise<void> = result.then(
			() => this.#leave(key, settled),
			() => this.#leave(key, settled),
		);
		this.#last.set(key, settled);
		return result;
	}

	#leave(key: string, settled: Promise<void>): void {
		if (this.#last.get(key) === settled) this.#last.delete(key);
	}
}
