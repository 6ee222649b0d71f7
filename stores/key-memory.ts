/**
 * Opened keys for a bounded time, so that a disabled key stops working and an erased one is forgotten. Callers who
 * ask at the same time share one load; a failed load is not remembered.
 */
export class KeyMemory<Value> {
	readonly #entries = new Map<string, { value: Promise<Value>; until: number }>();
	readonly #now: () => number;
	readonly #life: number;
	readonly #size: number;
	/** `life` in milliseconds; beyond `size` entries the oldest go. */
	constructor(now: () => number, life: number, size: number) {
		this.#now = now;
		this.#life = life;
		this.#size = size;
	}
	get(name: string): Promise<Value> | undefined {
		const entry = this.#entries.get(name);
		if (entry && entry.until > this.#now()) return entry.value;
		this.#entries.delete(name);
		return undefined;
	}
	set(name: string, value: Promise<Value>): Promise<Value> {
		this.#entries.delete(name);
		const entry = { value, until: this.#now() + this.#life };
		this.#entries.set(name, entry);
		value.catch(() => {
			if (this.#entries.get(name) === entry) this.#entries.delete(name);
		});
		for (const oldest of this.#entries.keys()) {
			if (this.#entries.size <= this.#size) break;
			this.#entries.delete(oldest);
		}
		return value;
	}
	getOr(name: string, load: () => Promise<Value>): Promise<Value> {
		return this.get(name) ?? this.set(name, load());
	}
}
