/**
 * What one stretch of event time adds to an incident. `key` names the stretch (for a window rule the start of its
 * bucket, in milliseconds since 1970); first and last are the times of its events.
 */
export interface Contribution {
	key: number;
	/** Distinct events. */
	count: number;
	firstAt: number;
	lastAt: number;
}

/** How many an incident keeps apart; at a window of five minutes more than three days without a pause. */
export const CONTRIBUTIONS_KEPT = 1024;

/**
 * Joins what is known with what was found. Within a stretch the larger count, the earlier first and the later last
 * win: the result is the same in any order, however often a part comes again, and never falls.
 *
 * Beyond `CONTRIBUTIONS_KEPT` stretches the oldest two become one, under the later key; what is found later for
 * a stretch that old is no longer added.
 */
export function mergeContributions(
	known: readonly Contribution[],
	found: readonly Contribution[],
): Contribution[] {
	const byKey = new Map(known.map((part) => [part.key, part]));
	const folded = known.length >= CONTRIBUTIONS_KEPT ? known[0]?.key : undefined;
	for (const part of found) {
		if (folded !== undefined && part.key <= folded) continue;
		const other = byKey.get(part.key);
		byKey.set(part.key, other === undefined ? part : join(other, part));
	}
	const merged = [...byKey.values()].sort((a, b) => a.key - b.key);
	if (merged.length <= CONTRIBUTIONS_KEPT) return merged;
	const old = merged.splice(0, merged.length - CONTRIBUTIONS_KEPT + 1);
	return [old.reduce(add), ...merged];
}

/** Count and span of all of them together; at least one is needed. */
export function total(parts: readonly Contribution[]): Omit<Contribution, "key"> {
	let count = 0;
	let firstAt = Number.POSITIVE_INFINITY;
	let lastAt = Number.NEGATIVE_INFINITY;
	for (const part of parts) {
		count += part.count;
		firstAt = Math.min(firstAt, part.firstAt);
		lastAt = Math.max(lastAt, part.lastAt);
	}
	return { count, firstAt, lastAt };
}

const join = (a: Contribution, b: Contribution): Contribution => ({
	key: a.key,
	count: Math.max(a.count, b.count),
	firstAt: Math.min(a.firstAt, b.firstAt),
	lastAt: Math.max(a.lastAt, b.lastAt),
});

const add = (a: Contribution, b: Contribution): Contribution => ({
	...total([a, b]),
	key: Math.max(a.key, b.key),
});
