import type { Lane, TenantId } from "../../src/ledger/identifiers.ts";
import type { SegmentItem } from "../../src/ledger/segment-item.ts";
import type { EventPage } from "./event-page.ts";
import type { TenantReads } from "./ports.ts";

/** Segments of a lane that are fetched at once, and lanes that are looked into at once. */
const FETCH = 10;
const AT_ONCE = 16;

/** How far a lane was gone back: segments below `bound` are left, and of the one at `bound` events below `index`. */
export interface LaneBound {
	lane: Lane;
	bound: number;
	index: number;
}

interface Ahead extends LaneBound {
	/** Segments that were fetched, newest first. */
	items: SegmentItem[];
}

/** The newest segments of each lane, as they are now: what is appended later is not on the following pages. */
export async function newestBounds(
	reads: TenantReads,
	tenant: TenantId,
	lanes: readonly Lane[],
): Promise<LaneBound[]> {
	return await batches(lanes, async (lane) => {
		const last = await reads.ledger.last(tenant, lane);
		return { lane, bound: last ? last.seq + 1 : 0, index: 0 };
	});
}

/**
 * Goes back from these bounds, newest first: each lane from its end, and of the lanes the one whose next segment
 * was taken latest. (Within a lane its own order counts, whatever the clocks of its writers said.)
 * @returns bounds of the next page; `undefined` at the end
 */
export async function walkNewest(
	reads: TenantReads,
	tenant: TenantId,
	bounds: readonly LaneBound[],
	page: EventPage,
): Promise<LaneBound[] | undefined> {
	const lanes: Ahead[] = await batches(bounds, (bound) => fetch(reads, tenant, { ...bound, items: [] }));
	const rest = () => {
		const left = lanes
			.map(({ lane, bound, index }) => ({ lane, bound, index }))
			.filter(({ bound, index }) => bound > 0 || index > 0);
		return left.length > 0 ? left : undefined;
	};
	for (;;) {
		const lane = newest(lanes, reads);
		const item = lane?.items[0];
		if (!lane || !item) return undefined;
		if (page.isWorked()) return rest();
		const partial = lane.index > 0 && item.seq === lane.bound;
		const left = await page.take(item, {
			...(partial ? { until: lane.index } : {}),
			newestFirst: true,
		});
		lane.bound = item.seq;
		lane.index = left === undefined ? 0 : left + 1;
		if (left !== undefined) return rest();
		lane.items.shift();
		if (lane.items.length === 0) await fetch(reads, tenant, lane);
	}
}

function newest(lanes: readonly Ahead[], reads: TenantReads): Ahead | undefined {
	let found: Ahead | undefined;
	let at = Number.NEGATIVE_INFINITY;
	for (const lane of lanes) {
		const item = lane.items[0];
		const receivedAt = item ? reads.receivedAt(item) : at;
		if (item && (!found || receivedAt > at)) [found, at] = [lane, receivedAt];
	}
	return found;
}

/** Fills a lane's items from its bound back; leaves them empty at the lane's beginning. */
async function fetch(reads: TenantReads, tenant: TenantId, ahead: Ahead): Promise<Ahead> {
	let end = ahead.bound + (ahead.index > 0 ? 1 : 0);
	while (ahead.items.length === 0 && end > 0) {
		const from = Math.max(0, end - FETCH);
		const items = await reads.ledger.segments(tenant, ahead.lane, from, end - from);
		ahead.items = items.filter(({ seq }) => seq < end).reverse();
		// A stretch that is missing from the ledger is passed over; that it is missing is for `verify` to say.
		end = from;
	}
	return ahead;
}

async function batches<From, To>(all: readonly From[], work: (one: From) => Promise<To>): Promise<To[]> {
	const done: To[] = [];
	for (let at = 0; at < all.length; at += AT_ONCE)
		done.push(...(await Promise.all(all.slice(at, at + AT_ONCE).map(work))));
	return done;
}
