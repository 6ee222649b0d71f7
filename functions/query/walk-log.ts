import type { Lane, TenantId } from "../../src/ledger/identifiers.ts";
import type { EventPage } from "./event-page.ts";
import type { TenantReads } from "./ports.ts";

/** Segments that are fetched at once. */
const FETCH = 20;

/** Lane, segment and index of the next event. */
export type LogPlace = readonly [lane: number, seq: number, index: number];

/**
 * Goes on from a place in log order: lane by lane, in each as they were appended.
 * @returns where the next page begins; `undefined` at the end
 */
export async function walkLog(
	reads: TenantReads,
	tenant: TenantId,
	lanes: readonly Lane[],
	[firstLane, firstSeq, firstIndex]: LogPlace,
	page: EventPage,
): Promise<LogPlace | undefined> {
	for (const lane of lanes.filter((lane) => lane >= firstLane)) {
		let [from, index] = lane === firstLane ? [firstSeq, firstIndex] : [0, 0];
		for (;;) {
			if (page.isWorked()) return [lane, from, index];
			const items = await reads.ledger.segments(tenant, lane, from, FETCH);
			if (items.length === 0) break;
			for (const item of items) {
				if (page.isWorked()) return [lane, item.seq, item.seq === from ? index : 0];
				const left = await page.take(item, { from: item.seq === from ? index : 0 });
				if (left !== undefined) return [lane, item.seq, left];
				from = item.seq + 1;
				index = 0;
			}
		}
	}
	return undefined;
}
