import { openApi } from "../../src/api/openapi.ts";
import { eventsQuery, listQuery, reportQuery, segmentsQuery } from "../../src/api/query-parameters.ts";
import type { Routes } from "../edge/http.ts";
import { json } from "../edge/response.ts";
import { getEvent } from "./get-event.ts";
import { getIncident, listIncidents } from "./incidents.ts";
import { listLanes } from "./lanes.ts";
import { listEvents } from "./list-events.ts";
import { listSegments } from "./list-segments.ts";
import type { QueryPorts } from "./ports.ts";
import { getReport, listReports } from "./reports.ts";

/** Everything that reads. Each route works in a session that reaches the caller's tenant only. */
export const queryRoutes = (ports: QueryPorts) =>
	({
		"GET /v1/events": {
			permission: "events:read",
			query: eventsQuery,
			answer: (request, caller) => listEvents(request, caller, ports),
		},
		"GET /v1/events/{ref}": {
			permission: "events:read",
			answer: (request, caller) => getEvent(request, caller, ports),
		},
		"GET /v1/lanes": {
			permission: "ledger:progress",
			answer: (_, caller) => listLanes(caller, ports),
		},
		"GET /v1/segments": {
			permission: "ledger:verify",
			query: segmentsQuery,
			answer: (request, caller) => listSegments(request, caller, ports),
		},
		"GET /v1/incidents": {
			permission: "incidents:read",
			query: listQuery,
			answer: (request, caller) => listIncidents(request, caller, ports),
		},
		"GET /v1/incidents/{id}": {
			permission: "incidents:read",
			answer: (request, caller) => getIncident(request, caller, ports),
		},
		"GET /v1/reports": {
			permission: "reports:read",
			query: listQuery,
			answer: (request, caller) => listReports(request, caller, ports),
		},
		"GET /v1/reports/{id}": {
			permission: "reports:read",
			query: reportQuery,
			answer: (request, caller) => getReport(request, caller, ports),
		},
		"GET /v1/openapi.json": {
			permission: "none",
			answer: async () => json(200, openApi()),
		},
	}) satisfies Routes;
