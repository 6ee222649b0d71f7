import type { Caller } from "../../src/access/caller.ts";
import { formatCursor, parseCursor } from "../../src/api/cursor.ts";
import { eventFilter, wanted } from "../../src/api/event-filter.ts";
import { parseQuery } from "../../src/api/query.ts";
import { EVENTS_LIMIT, eventsQuery } from "../../src/api/query-parameters.ts";
import { AuditTrailError, type ErrorCode } from "../../src/errors.ts";
import type { ReadEvent } from "../../src/ledger/read-event.ts";
import type { SegmentItem } from "../../src/ledger/segment-item.ts";
import type { HttpRequest } from "../edge/request.ts";
import { type HttpResponse, json } from "../edge/response.ts";
import { eventView } from "./event-view.ts";
import type { QueryPorts } from "./ports.ts";

/** A page opens at most so many segments: what it costs does not depend on how rare the wanted events are. */
const SEGMENTS_PER_PAGE = 200;
/** Segments that are fetched at once. */
const FETCH = 20;
/** A page ends this long before its deadline. */
const SPARE_MILLISECONDS = 3_000;
/** Event bytes of a page, as they are written; the answer stays below what Lambda may return. */
const PAGE_BYTES = 3_000_000;

const damage: ReadonlySet<ErrorCode> = new Set(["ciphertext-invalid", "format-invalid"]);

/**
 * Events in log order: lane by lane, in each lane as they were appended. A page may be short or empty and still
 * have a `cursor`: then there is more to look through.
 */
export async function listEvents(
	request: HttpRequest,
	caller: Caller,
	ports: QueryPorts,
): Promise<HttpResponse> {
	const { limit = EVENTS_LIMIT.default, cursor, ...question } = parseQuery(eventsQuery, request.query);
	const filter = eventFilter(question);
	const start =
		cursor === undefined ? [0, 0, 0] : parseCursor(question, cursor, ["number", "number", "number"]);
	const [firstLane = 0, firstSeq = 0, firstIndex = 0] = start;
	const { tenant } = caller;
	const reads = await ports.reads(tenant);
	const lanes = (await reads.lanes(tenant)).filter(
		(lane) => lane >= firstLane && (question.lane === undefined || lane === question.lane),
	);
	const found: ReadEvent[] = [];
	const unreadable: { lane: number; seq: number; code: ErrorCode }[] = [];
	let bytes = 0;
	let segments = 0;
	// One damaged segment must not hide all others: it is named, and the list goes on.
	const opened = async (item: SegmentItem) => {
		try {
			return await reads.readEvents(item);
		} catch (error) {
			if (!(error instanceof AuditTrailError) || !damage.has(error.code)) throw error;
			unreadable.push({ lane: item.lane, seq: item.seq, code: error.code });
			return [];
		}
	};
	const page = (place?: [number, number, number]) =>
		json(200, {
			events: found.map(eventView),
			...(place ? { cursor: formatCursor(question, place) } : {}),
			scanned: { segments },
			...(unreadable.length > 0 ? { unreadable } : {}),
		});
	for (const lane of lanes) {
		let from = lane === firstLane ? firstSeq : 0;
		let index = lane === firstLane ? firstIndex : 0;
		for (;;) {
			const late = ports.now() > request.deadline - SPARE_MILLISECONDS;
			// A late page still takes one step, so that following the cursors always ends.
			if (segments >= SEGMENTS_PER_PAGE || (late && segments > 0)) return page([lane, from, index]);
			const items = await reads.ledger.segments(tenant, lane, from, FETCH);
			if (items.length === 0) break;
			for (const item of items) {
				segments++;
				for (const event of await opened(item)) {
					if (event.ref.index < index || !wanted(filter, event.event)) continue;
					const size = JSON.stringify(event.event).length;
					if (found.length === limit || (bytes + size > PAGE_BYTES && found.length > 0))
						return page([lane, item.seq, event.ref.index]);
					found.push(event);
					bytes += size;
				}
				index = 0;
				from = item.seq + 1;
			}
		}
	}
	return page();
}
