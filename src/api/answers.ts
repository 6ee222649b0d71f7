import { type TSchema, Type } from "typebox";
import { type Role, roles } from "../access/roles.ts";
import { type ErrorCode, errors } from "../errors.ts";
import { eventSchema } from "../event/event-schema.ts";

/** What the routes answer, for the OpenAPI document; tests hold the handlers' real answers against it. */

const object = <Properties extends Record<string, TSchema>>(properties: Properties) =>
	Type.Object(properties, { additionalProperties: false });
const time = Type.String({ format: "date-time" });
const ref = Type.String({ description: "`<lane>.<seq>.<index>`" });
const cursor = Type.Optional(Type.String({ description: "Give it back to go on; absent on the last page." }));
const base64 = Type.String({ contentEncoding: "base64" });
const hex = Type.String({ pattern: "^[0-9a-f]{64}$" });
// The keys of these tables are their types' members.
const codes = Object.keys(errors) as ErrorCode[];
const roleNames = Object.keys(roles) as Role[];

export const problemSchema = object({
	type: Type.String({ description: "`urn:audit-trail:problem:<code>`" }),
	code: Type.Enum(codes),
	title: Type.String(),
	status: Type.Integer(),
	detail: Type.Optional(Type.String()),
	mend: Type.String({ description: "How to mend it." }),
	instance: Type.Optional(Type.String({ description: "`urn:audit-trail:request:<id>`" })),
});

export const receiptSchema = Type.Object({
	ref,
	lane: Type.Integer(),
	seq: Type.Integer(),
	index: Type.Integer(),
	segmentHash: Type.String(),
});

export const ingestAnswer = Type.Object({
	results: Type.Array(
		Type.Object({
			id: Type.Optional(Type.String()),
			status: Type.Enum(["accepted", "duplicate", "rejected"]),
			receipt: Type.Optional(receiptSchema),
			problem: Type.Optional(problemSchema),
		}),
	),
});

export const eventAnswer = object({
	ref,
	receivedAt: time,
	event: eventSchema,
	erased: Type.Optional(Type.Array(Type.String(), { description: "Owners whose values are gone for good." })),
});

export const eventsAnswer = object({
	events: Type.Array(eventAnswer),
	cursor,
	scanned: object({ segments: Type.Integer() }),
	unreadable: Type.Optional(
		Type.Array(object({ lane: Type.Integer(), seq: Type.Integer(), code: Type.Enum(codes) }), {
			description: "Segments that do not open; `audit-trail verify` says more.",
		}),
	),
});

export const lanesAnswer = object({
	tenant: Type.String(),
	lanes: Type.Array(
		object({
			lane: Type.Integer(),
			next: Type.Integer({ description: "Number of the segment that comes next." }),
			segmentHash: Type.Optional(hex),
			progress: object({ detect: Type.Integer(), index: Type.Integer() }),
		}),
	),
});

export const segmentsAnswer = object({
	lane: Type.Integer(),
	segments: Type.Array(
		object({
			seq: Type.Integer(),
			header: base64,
			prevHash: base64,
			segmentHash: base64,
			commitments: base64,
			body: Type.Optional(base64),
		}),
	),
	next: Type.Optional(Type.Integer({ description: "`from` of the next page; absent at the lane's end." })),
});

const step = object({ from: Type.String(), to: Type.String(), at: time, by: Type.String() });

export const incidentAnswer = object({
	id: Type.String(),
	rule: Type.String(),
	group: Type.Record(Type.String(), Type.String()),
	severity: Type.String(),
	status: Type.String(),
	count: Type.Integer(),
	firstAt: time,
	lastAt: time,
	openedAt: time,
	closedAt: Type.Optional(time),
	alerted: Type.Boolean(),
	events: Type.Array(ref),
	history: Type.Array(step),
});

export const incidentsAnswer = object({ incidents: Type.Array(incidentAnswer), cursor });

export const transitionAnswer = object({
	id: Type.String(),
	status: Type.String(),
	history: Type.Array(step),
});

export const reportAnswer = Type.Object({
	id: Type.String(),
	framework: Type.String(),
	from: time,
	to: time,
	state: Type.Enum(["queued", "running", "ready", "failed"]),
	requestedAt: time,
	requestedBy: Type.String(),
	integrity: Type.Optional(Type.Object({ verified: Type.Integer(), total: Type.Integer() })),
	failure: Type.Optional(Type.String()),
	documents: Type.Optional(
		Type.Array(
			object({
				format: Type.Enum(["json", "html"]),
				sha256: hex,
				bytes: Type.Integer(),
				href: Type.String(),
			}),
		),
	),
});

export const reportsAnswer = object({ reports: Type.Array(reportAnswer), cursor });

export const reportOrdered = object({
	id: Type.String(),
	framework: Type.String(),
	state: Type.Literal("queued"),
});

const key = {
	id: Type.String(),
	name: Type.String(),
	role: Type.Enum(roleNames),
	state: Type.Enum(["active", "expired", "revoked"]),
	createdAt: time,
	createdBy: Type.String(),
	expiresAt: time,
	revokedAt: Type.Optional(time),
};
export const keyAnswer = object(key);
export const keysAnswer = object({ keys: Type.Array(keyAnswer) });
export const newKeyAnswer = object({ ...key, key: Type.String({ description: "Shown this once." }) });

const channel = {
	name: Type.String(),
	kind: Type.Literal("webhook"),
	host: Type.String(),
	updatedAt: time,
	updatedBy: Type.String(),
};
export const channelsAnswer = object({ channels: Type.Array(object(channel)) });
export const channelAnswer = object({
	...channel,
	secret: Type.Optional(Type.String({ description: "Shown this once, where it was made here." })),
});

const check = object({
	status: Type.Enum(["healthy", "degraded", "unhealthy"]),
	message: Type.String(),
	whatToDo: Type.Optional(Type.String()),
});
export const healthAnswer = object({
	status: Type.Enum(["healthy", "degraded", "unhealthy"]),
	checks: object({
		databaseConnectivity: check,
		encryptionStatus: check,
		logWriting: check,
		incidentDetection: check,
	}),
});
