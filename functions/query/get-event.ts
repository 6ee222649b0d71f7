import type { Caller } from "../../src/access/caller.ts";
import { AuditTrailError } from "../../src/errors.ts";
import { parseRef } from "../../src/ledger/identifiers.ts";
import type { HttpRequest } from "../edge/request.ts";
import { type HttpResponse, json } from "../edge/response.ts";
import { eventView } from "./event-view.ts";
import type { QueryPorts } from "./ports.ts";

/** One event by its reference, which means a place in the caller's own ledger and in no other. */
export async function getEvent(
	request: HttpRequest,
	caller: Caller,
	ports: QueryPorts,
): Promise<HttpResponse> {
	const ref = parseRef(request.params["ref"] ?? "");
	const reads = await ports.reads(caller.tenant);
	const [item] = await reads.ledger.segments(caller.tenant, ref.lane, ref.seq, 1);
	const events = item?.seq === ref.seq ? await reads.readEvents(item) : [];
	const event = events[ref.index];
	if (!event)
		throw new AuditTrailError(
			"not-found",
			item?.seq === ref.seq && item.body === undefined
				? "the event's content was removed after its retention; its commitment is still in the ledger"
				: "there is no event at that reference",
		);
	return json(200, eventView(event));
}
