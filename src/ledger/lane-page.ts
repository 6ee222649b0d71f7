import type { SegmentItem } from "./segment-item.ts";

/** How one segment stands against its own hashes and the segment before it. */
export interface SegmentCheck {
	/** Events that its header counts. */
	events: number;
	/** Server time, milliseconds since 1970; undefined where the header cannot be read. */
	receivedAt: number | undefined;
	/** Hex of its segment hash as it is stored: what the next segment has to name. */
	hash: string;
	/** Why it does not verify. */
	reason?: string;
}

/** One step along a lane: a segment that was checked, or a stretch that is missing. */
export type LaneStep =
	| { item: SegmentItem; seq: number; check: SegmentCheck }
	| { item?: undefined; seq: number; missing: number };

export interface LanePosition {
	/** Number of the segment that comes next. */
	next: number;
	/** Hex of the segment hash before it; absent at a lane's start and after a gap. */
	previous?: string;
}

/**
 * Goes along a lane by one page of segments.
 * @param items what the store gave from `position.next` on, in order; none means that the rest up to `head` is missing
 * @param head number of the last segment that belongs to this walk
 */
export function lanePage(
	items: readonly SegmentItem[],
	position: LanePosition,
	head: number,
	check: (item: SegmentItem, previous: string | undefined) => SegmentCheck,
): { steps: LaneStep[]; position: LanePosition; done: boolean } {
	const steps: LaneStep[] = [];
	let { next, previous } = position;
	for (const item of items) {
		if (item.seq > head) break;
		if (item.seq !== next) {
			steps.push({ seq: next, missing: item.seq - next });
			previous = undefined;
		}
		const checked = check(item, previous);
		steps.push({ item, seq: item.seq, check: checked });
		previous = checked.hash;
		next = item.seq + 1;
	}
	if (items.length === 0 && next <= head) {
		steps.push({ seq: next, missing: head - next + 1 });
		next = head + 1;
	}
	return { steps, position: { next, ...(previous !== undefined && { previous }) }, done: next > head };
}

/** `segment 3 is missing`, `segments 3 to 7 are missing`. */
export const missingText = (seq: number, missing: number): string =>
	missing === 1 ? `segment ${seq} is missing` : `segments ${seq} to ${seq + missing - 1} are missing`;
