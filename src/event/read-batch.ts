import { AuditTrailError } from "../errors.ts";
import { parseJson } from "../json/parse-json.ts";
import { MAX_EVENTS } from "../ledger/segment-header.ts";
import type { Json } from "./event.ts";

/**
 * The events of a request's body: one event, an array, or `{"events": […]}`; nothing of them is judged yet.
 * Throws `body-unreadable` or `body-ambiguous`, `request-invalid` where no event is in it, `batch-too-large`.
 */
export function readBatch(body: Uint8Array | string): Json[] {
	const value = parseJson(body);
	const events = eventsIn(value);
	if (events.length === 0) throw new AuditTrailError("request-invalid", "the batch holds no event");
	if (events.length > MAX_EVENTS)
		throw new AuditTrailError("batch-too-large", `a batch has at most ${MAX_EVENTS} events; split it`);
	return events;
}

function eventsIn(value: Json): Json[] {
	if (Array.isArray(value)) return value;
	if (typeof value !== "object" || value === null)
		throw new AuditTrailError(
			"request-invalid",
			"the body is an event, an array of events, or {events: […]}",
		);
	if (!("events" in value)) return [value];
	const { events, ...rest } = value;
	if (!Array.isArray(events)) throw new AuditTrailError("request-invalid", "`events` is an array of events");
	if (Object.keys(rest).length > 0)
		throw new AuditTrailError("request-invalid", "nothing but `events` may stand beside `events`");
	return events;
}
