import type { Caller } from "../../src/access/caller.ts";
import { transitionRequest } from "../../src/api/manage-requests.ts";
import { AuditTrailError } from "../../src/errors.ts";
import type { Incident } from "../../src/incidents/incident.ts";
import { assertTransition, isClosed, type Status } from "../../src/incidents/status.ts";
import { jsonBody } from "../edge/json-body.ts";
import type { HttpRequest } from "../edge/request.ts";
import { type HttpResponse, json } from "../edge/response.ts";
import type { ManagePorts } from "./ports.ts";

/** While a rule fires, the detector writes the same incident; a person's step waits for a gap between its writes. */
const ATTEMPTS = 8;

/** Takes an incident one step through its lifecycle, once, whatever the detector writes meanwhile. */
export async function transitionIncident(
	request: HttpRequest,
	caller: Caller,
	{ incidents, now }: Pick<ManagePorts, "incidents" | "now">,
): Promise<HttpResponse> {
	const { to } = jsonBody(transitionRequest, request);
	for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
		const incident = await incidents.get(caller.tenant, request.params["id"] ?? "");
		if (!incident) throw new AuditTrailError("not-found", "this tenant has no incident with that id");
		assertTransition(incident.status, to);
		const moved = step(incident, to, caller.credential, now());
		if ((await incidents.put(moved, incident.version)) === "stored")
			return json(200, { id: moved.id, status: moved.status, history: moved.history.map(stepView) });
	}
	throw new AuditTrailError("state-conflict");
}

const step = (incident: Incident, to: Status, by: string, at: number): Incident => ({
	...incident,
	status: to,
	history: [...incident.history, { from: incident.status, to, at, by }],
	...(isClosed(to) ? { closedAt: at } : {}),
	version: incident.version + 1,
});

const stepView = ({ from, to, at, by }: Incident["history"][number]) => ({
	from,
	to,
	at: new Date(at).toISOString(),
	by,
});
