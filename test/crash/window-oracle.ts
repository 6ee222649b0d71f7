/** What a person with paper and pencil would say: try every window that begins at an event. */
export function firingTimes(times: readonly number[], threshold: number, span: number): number[] {
	const sorted = times.toSorted((a, b) => a - b);
	const fires = new Set<number>();
	for (const begin of sorted) {
		const inside = sorted.flatMap((at, index) => (at >= begin && at <= begin + span ? [index] : []));
		if (inside.length >= threshold) for (const index of inside) fires.add(index);
	}
	return [...fires].map((index) => sorted[index] ?? Number.NaN).sort((a, b) => a - b);
}
