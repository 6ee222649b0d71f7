import type { Caller } from "../../src/access/caller.ts";
import { may } from "../../src/access/roles.ts";
import { formatCursor, parseCursor } from "../../src/api/cursor.ts";
import { parseQuery } from "../../src/api/query.ts";
import { LIST_LIMIT, listQuery } from "../../src/api/query-parameters.ts";
import { AuditTrailError } from "../../src/errors.ts";
import type { HttpRequest } from "../edge/request.ts";
import { type HttpResponse, json } from "../edge/response.ts";
import { incidentView } from "./incident-view.ts";
import type { QueryPorts, TenantReads } from "./ports.ts";

const keysFor = (caller: Caller, reads: TenantReads) =>
	may(caller.role, "incidents:values") ? reads.keyring : undefined;

export async function listIncidents(
	request: HttpRequest,
	caller: Caller,
	ports: QueryPorts,
): Promise<HttpResponse> {
	const { limit = LIST_LIMIT.default, cursor } = parseQuery(listQuery, request.query);
	const [from] = cursor === undefined ? [undefined] : parseCursor("incidents", cursor, ["string"]);
	const reads = await ports.reads(caller.tenant);
	const { incidents, next } = await reads.incidents.list(caller.tenant, from, limit);
	const keys = keysFor(caller, reads);
	return json(200, {
		incidents: await Promise.all(incidents.map((incident) => incidentView(incident, keys))),
		...(next === undefined ? {} : { cursor: formatCursor("incidents", [next]) }),
	});
}

export async function getIncident(
	request: HttpRequest,
	caller: Caller,
	ports: QueryPorts,
): Promise<HttpResponse> {
	const reads = await ports.reads(caller.tenant);
	const incident = await reads.incidents.get(caller.tenant, request.params["id"] ?? "");
	if (!incident) throw new AuditTrailError("not-found", "this tenant has no incident with that id");
	return json(200, await incidentView(incident, keysFor(caller, reads)));
}
