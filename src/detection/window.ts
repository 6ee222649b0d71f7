import type { Contribution } from "../incidents/contribution.ts";
import { type Bucket, bucketTimes, CAPACITY } from "./bucket.ts";

/** Fires when at least `threshold` distinct events lie within `span` milliseconds of event time, both ends included. */
export interface Window {
	threshold: number;
	span: number;
}

export interface Firing {
	/** One for each bucket that has an event that fires; none when nothing does. */
	contributions: Contribution[];
	/** Whether an event of that time fires. */
	covers(at: number): boolean;
}

/**
 * What fires: every event that lies in at least one window with enough events, added up for each bucket.
 * A function of the set of events alone. Give, for each bucket that changed, two more on either side: an event's
 * window reaches one bucket further, and the events there fire by windows of their own.
 *
 * A saturated bucket counts `CAPACITY` with its exact first and last time; windows that reach into it from its
 * neighbours see its sample.
 * @param after milliseconds since 1970; events up to then belong to an earlier incident and are left out
 */
export function firing(
	buckets: readonly Bucket[],
	{ threshold, span }: Window,
	after = Number.NEGATIVE_INFINITY,
): Firing {
	const times = buckets
		.flatMap((bucket) => bucketTimes(bucket, span))
		.filter((at) => at > after)
		.sort((a, b) => a - b);
	const saturated = new Map(
		buckets.filter((bucket) => bucket.saturated).map((bucket) => [bucket.number * span, bucket]),
	);
	const parts = new Map<number, Contribution>();
	const stretches: [from: number, to: number][] = [];
	// `reached` = events before this index fire already, by a window that began earlier.
	let reached = 0;
	for (let begin = 0; begin + threshold <= times.length; begin++) {
		const from = times[begin] ?? 0;
		if ((times[begin + threshold - 1] ?? 0) - from > span) continue;
		let end = Math.max(reached, begin);
		for (; end < times.length && (times[end] ?? 0) - from <= span; end++) {
			const at = times[end] ?? 0;
			const key = Math.floor(at / span) * span;
			const part = parts.get(key);
			if (part) {
				part.count++;
				part.lastAt = at;
			} else parts.set(key, { key, count: 1, firstAt: at, lastAt: at });
		}
		reached = end;
		stretches.push([from, times[end - 1] ?? from]);
	}
	for (const part of parts.values()) {
		const bucket = saturated.get(part.key);
		if (!bucket || part.count < CAPACITY) continue;
		part.firstAt = part.key + bucket.first;
		part.lastAt = part.key + bucket.last;
	}
	return {
		contributions: [...parts.values()],
		covers: (at) => stretches.some(([from, to]) => from <= at && at <= to),
	};
}
