import { isEvent, whyNoEvent } from "./check-event.ts";
import type { Json, NormalisedEvent } from "./event.ts";
import type { EventProblem } from "./event-problem.ts";
import { normaliseEvent } from "./normalise-event.ts";

/** What becomes of each event of a batch, in the order of the batch. */
export type Verdict =
	| { status: "accepted"; event: NormalisedEvent }
	/** Its id stands earlier in this batch, at `of`. */
	| { status: "duplicate"; id: string; of: number }
	| { status: "rejected"; id: string | undefined; problem: EventProblem };

/**
 * Judges every event by itself. The same values, time and ids give the same verdicts: a retry is judged at the time
 * to which its first attempt was bound.
 */
export function judgeBatch(
	values: readonly Json[],
	time: number,
	idOf: (index: number) => string,
	retentionClasses: ReadonlySet<string>,
): Verdict[] {
	const first = new Map<string, number>();
	return values.map((value, index) => {
		if (!isEvent(value)) return { status: "rejected", id: givenId(value), problem: whyNoEvent(value) };
		const event = normaliseEvent(value, value.id ?? idOf(index), time, retentionClasses);
		if ("code" in event) return { status: "rejected", id: value.id, problem: event };
		const of = first.get(event.id);
		if (of !== undefined) return { status: "duplicate", id: event.id, of };
		first.set(event.id, index);
		return { status: "accepted", event };
	});
}

/** So that a producer finds a refused event again; only where it is an id at all. */
function givenId(value: Json): string | undefined {
	const id = typeof value === "object" && value !== null && !Array.isArray(value) ? value["id"] : undefined;
	return typeof id === "string" && /^[\x21-\x7e]{1,128}$/.test(id) ? id : undefined;
}
