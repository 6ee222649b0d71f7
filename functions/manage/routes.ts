import type { Routes } from "../edge/http.ts";
import { listChannels, putChannel, removeChannel } from "./channels.ts";
import { createKey, listKeys, revokeKey } from "./keys.ts";
import type { ManagePorts } from "./ports.ts";
import { requestReport } from "./request-report.ts";
import { transitionIncident } from "./transition-incident.ts";

/** What changes settings, keys and cases. Nothing here reads or writes an event. */
export const manageRoutes = (ports: ManagePorts) =>
	({
		"GET /v1/keys": {
			permission: "keys:administer",
			answer: (_, caller) => listKeys(caller, ports),
		},
		"POST /v1/keys": {
			permission: "keys:administer",
			answer: (request, caller) => createKey(request, caller, ports),
		},
		"DELETE /v1/keys/{id}": {
			permission: "keys:administer",
			answer: (request, caller) => revokeKey(request, caller, ports),
		},
		"GET /v1/channels": {
			permission: "settings:read",
			answer: (_, caller) => listChannels(caller, ports),
		},
		"PUT /v1/channels/{name}": {
			permission: "settings:write",
			answer: (request, caller) => putChannel(request, caller, ports),
		},
		"DELETE /v1/channels/{name}": {
			permission: "settings:write",
			answer: (request, caller) => removeChannel(request, caller, ports),
		},
		"POST /v1/incidents/{id}/transitions": {
			permission: "incidents:write",
			answer: (request, caller) => transitionIncident(request, caller, ports),
		},
		"POST /v1/reports": {
			permission: "reports:request",
			answer: (request, caller) => requestReport(request, caller, ports),
		},
	}) satisfies Routes;
