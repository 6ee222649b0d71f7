import type { Caller } from "../../src/access/caller.ts";
import { formatCursor, type Place, parseCursor } from "../../src/api/cursor.ts";
import { eventFilter } from "../../src/api/event-filter.ts";
import { parseQuery } from "../../src/api/query.ts";
import { EVENTS_LIMIT, eventsQuery } from "../../src/api/query-parameters.ts";
import { AuditTrailError } from "../../src/errors.ts";
import { lane as laneOf } from "../../src/ledger/identifiers.ts";
import type { HttpRequest } from "../edge/request.ts";
import { type HttpResponse, json } from "../edge/response.ts";
import { EventPage } from "./event-page.ts";
import type { QueryPorts } from "./ports.ts";
import { type LogPlace, walkLog } from "./walk-log.ts";
import { type LaneBound, newestBounds, walkNewest } from "./walk-newest.ts";

/**
 * Events in log order, or newest first. A page may be short or empty and still have a `cursor`: then there is more
 * to look through.
 */
export async function listEvents(
	request: HttpRequest,
	caller: Caller,
	ports: QueryPorts,
): Promise<HttpResponse> {
	const { limit = EVENTS_LIMIT.default, cursor, ...question } = parseQuery(eventsQuery, request.query);
	const filter = eventFilter(question);
	const { tenant } = caller;
	const reads = await ports.reads(tenant);
	const lanes = (await reads.lanes(tenant)).filter(
		(lane) => question.lane === undefined || lane === question.lane,
	);
	const page = new EventPage(reads, filter, { limit, deadline: request.deadline, now: ports.now });
	let next: Place | undefined;
	if (question.order === "newest") {
		const bounds =
			cursor === undefined
				? await newestBounds(reads, tenant, lanes)
				: parseBounds(parseCursor(question, cursor, ["string"])[0]);
		const left = await walkNewest(reads, tenant, bounds, page);
		next = left && [formatBounds(left)];
	} else {
		const place =
			cursor === undefined ? START : parseCursor(question, cursor, ["number", "number", "number"]);
		next = await walkLog(reads, tenant, lanes, place, page);
	}
	return json(200, page.answer(next && formatCursor(question, next)));
}

const START: LogPlace = [0, 0, 0];

/** `<lane>.<bound>.<index>`, joined by commas. */
const formatBounds = (bounds: readonly LaneBound[]): string =>
	bounds.map(({ lane, bound, index }) => `${lane}.${bound}.${index}`).join(",");

function parseBounds(text: string): LaneBound[] {
	return text.split(",").map((part) => {
		const [, lane, bound, index] = /^(\d{1,3})\.(\d{1,15})\.(\d{1,4})$/.exec(part) ?? [];
		if (lane === undefined) throw new AuditTrailError("cursor-invalid");
		return { lane: laneOf(Number(lane)), bound: Number(bound), index: Number(index) };
	});
}
