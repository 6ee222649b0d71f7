/** Numbers from a seed: the same day each time (mulberry32; not for secrets). */
export function dice(seed: number) {
	let state = seed >>> 0;
	const next = (): number => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
	return {
		/** Whole, from `from` to `to`, both included. */
		between: (from: number, to: number): number => from + Math.floor(next() * (to - from + 1)),
		chance: (probability: number): boolean => next() < probability,
		pick: <Value>(values: readonly [Value, ...Value[]]): Value =>
			values[Math.floor(next() * values.length)] ?? values[0],
	};
}

export type Dice = ReturnType<typeof dice>;
