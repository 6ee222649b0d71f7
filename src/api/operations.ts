import { type TObject, type TSchema, Type } from "typebox";
import type { Permission } from "../access/roles.ts";
import type { ErrorCode } from "../errors.ts";
import { eventSchema } from "../event/event-schema.ts";
import * as answers from "./answers.ts";
import { channelRequest, keyRequest, reportRequest, transitionRequest } from "./manage-requests.ts";
import { eventsQuery, listQuery, reportQuery, segmentsQuery } from "./query-parameters.ts";

/** One route as its callers know it. */
export interface Operation {
	/** Word by which generated clients call it. */
	id: string;
	summary: string;
	permission: Permission | "none";
	query?: TObject;
	body?: TSchema;
	/** Takes the header `Idempotency-Key`. */
	idempotent?: true;
	success: { status: number; schema?: TSchema };
	/** Refusals of its own, beside those that every route of its kind has. */
	errors: readonly ErrorCode[];
}

/** The whole API by `<METHOD> <path template>`. A test holds it against the routes that functions serve. */
export const operations = {
	"GET /v1/health": {
		id: "getHealth",
		summary: "Says whether the parts work, and what to do where one does not",
		permission: "none",
		success: { status: 200, schema: answers.healthAnswer },
		errors: [],
	},
	"GET /v1/openapi.json": {
		id: "getOpenApi",
		summary: "This document",
		permission: "none",
		success: { status: 200, schema: Type.Object({}) },
		errors: [],
	},
	"POST /v1/events": {
		id: "sendEvents",
		summary: "Seals events into the ledger: durable and chained once this answers 200",
		permission: "events:write",
		idempotent: true,
		body: Type.Union([
			eventSchema,
			Type.Array(eventSchema, { minItems: 1, maxItems: 500 }),
			Type.Object({ events: Type.Array(eventSchema, { minItems: 1, maxItems: 500 }) }),
		]),
		success: { status: 200, schema: answers.ingestAnswer },
		errors: [
			"event-invalid",
			"key-reused",
			"batch-too-large",
			"retention-mixed",
			"ledger-contended",
			"key-unavailable",
		],
	},
	"GET /v1/events": {
		id: "listEvents",
		summary: "Events in log order, opened; a short page with a cursor is not the end",
		permission: "events:read",
		query: eventsQuery,
		success: { status: 200, schema: answers.eventsAnswer },
		errors: ["cursor-invalid", "key-unavailable"],
	},
	"GET /v1/events/{ref}": {
		id: "getEvent",
		summary: "One event",
		permission: "events:read",
		success: { status: 200, schema: answers.eventAnswer },
		errors: ["not-found", "key-unavailable"],
	},
	"GET /v1/lanes": {
		id: "listLanes",
		summary: "Heads of the lanes, and how far detection and the tamper watch have come",
		permission: "ledger:progress",
		success: { status: 200, schema: answers.lanesAnswer },
		errors: [],
	},
	"GET /v1/segments": {
		id: "listSegments",
		summary: "Segments as they are stored, for whoever verifies the chain himself",
		permission: "ledger:verify",
		query: segmentsQuery,
		success: { status: 200, schema: answers.segmentsAnswer },
		errors: [],
	},
	"GET /v1/incidents": {
		id: "listIncidents",
		summary: "Incidents; values are opened for roles that may see them",
		permission: "incidents:read",
		query: listQuery,
		success: { status: 200, schema: answers.incidentsAnswer },
		errors: ["cursor-invalid"],
	},
	"GET /v1/incidents/{id}": {
		id: "getIncident",
		summary: "One incident",
		permission: "incidents:read",
		success: { status: 200, schema: answers.incidentAnswer },
		errors: ["not-found"],
	},
	"POST /v1/incidents/{id}/transitions": {
		id: "transitionIncident",
		summary: "Takes an incident one step through its lifecycle",
		permission: "incidents:write",
		body: transitionRequest,
		success: { status: 200, schema: answers.transitionAnswer },
		errors: ["not-found", "state-conflict"],
	},
	"GET /v1/reports": {
		id: "listReports",
		summary: "The register of reports, newest first",
		permission: "reports:read",
		query: listQuery,
		success: { status: 200, schema: answers.reportsAnswer },
		errors: ["cursor-invalid"],
	},
	"GET /v1/reports/{id}": {
		id: "getReport",
		summary: "A report's entry, or with `format` the report itself",
		permission: "reports:read",
		query: reportQuery,
		success: { status: 200, schema: answers.reportAnswer },
		errors: ["not-found"],
	},
	"POST /v1/reports": {
		id: "requestReport",
		summary: "Orders a report",
		permission: "reports:request",
		body: reportRequest,
		success: { status: 202, schema: answers.reportOrdered },
		errors: [],
	},
	"GET /v1/keys": {
		id: "listKeys",
		summary: "API keys of the tenant, past ones too; never what proves them",
		permission: "keys:administer",
		success: { status: 200, schema: answers.keysAnswer },
		errors: [],
	},
	"POST /v1/keys": {
		id: "createKey",
		summary: "Makes an API key and shows it once",
		permission: "keys:administer",
		body: keyRequest,
		success: { status: 201, schema: answers.newKeyAnswer },
		errors: ["state-conflict", "key-unavailable"],
	},
	"DELETE /v1/keys/{id}": {
		id: "revokeKey",
		summary: "Revokes an API key; it stops working within a minute",
		permission: "keys:administer",
		success: { status: 200, schema: answers.keyAnswer },
		errors: ["not-found"],
	},
	"GET /v1/channels": {
		id: "listChannels",
		summary: "Where alerts go; never their secrets",
		permission: "settings:read",
		success: { status: 200, schema: answers.channelsAnswer },
		errors: [],
	},
	"PUT /v1/channels/{name}": {
		id: "putChannel",
		summary: "Sets a channel",
		permission: "settings:write",
		body: channelRequest,
		success: { status: 200, schema: answers.channelAnswer },
		errors: ["state-conflict", "key-unavailable"],
	},
	"DELETE /v1/channels/{name}": {
		id: "removeChannel",
		summary: "Removes a channel",
		permission: "settings:write",
		success: { status: 204 },
		errors: [],
	},
} as const satisfies Record<string, Operation>;
