/** Numbers from a seed: the same run each time (mulberry32). */
export function seeded(seed: number) {
	let state = seed >>> 0;
	const next = () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
	const below = (limit: number) => Math.floor(next() * limit);
	return {
		/** At least 0, less than `limit`, whole. */
		below,
		chance: (probability: number) => next() < probability,
		pick: <Value>(values: readonly Value[]): Value => {
			const value = values[below(values.length)];
			if (value === undefined) throw new RangeError("nothing to pick from");
			return value;
		},
		shuffle: <Value>(values: readonly Value[]): Value[] =>
			values
				.map((value) => ({ value, at: next() }))
				.sort((a, b) => a.at - b.at)
				.map(({ value }) => value),
	};
}

export type Dice = ReturnType<typeof seeded>;
