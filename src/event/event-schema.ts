import { type TSchema, Type } from "typebox";

/**
 * The schema of one event, which is also its published JSON Schema: what a description says is what a producer
 * reads when the field does not fit. Every text, list and object has a bound.
 */

/** Texts that may stand in a token or be shown in one line: no control characters. */
const LINE = "^[^\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029]*$";

const name = (what: string, maxLength: number) =>
	Type.String({
		minLength: 1,
		maxLength,
		pattern: "^[A-Za-z0-9][A-Za-z0-9._:/@*+-]*$",
		description: `${what}: 1 to ${maxLength} characters of A-Z a-z 0-9 . _ : / @ * + -, the first a letter or digit`,
	});

const line = (what: string, maxLength: number, minLength = 1) =>
	Type.String({
		minLength,
		maxLength,
		pattern: LINE,
		description: `${what}: ${minLength} to ${maxLength} characters, no control characters`,
	});

const closed = <Properties extends Record<string, TSchema>>(description: string, properties: Properties) =>
	Type.Object(properties, { additionalProperties: false, description });

/** Names of the producer's own. Closed by a pattern: TypeBox's default one would let a name with a line feed by unchecked. */
const ownName = Type.String({ pattern: "^[^\\u0000-\\u001f\\u007f-\\u009f]{1,256}$" });

/** A field's value of the producer's own. Depth is bounded by the reader (32). */
const json = Type.Cyclic(
	{
		Json: Type.Union([
			Type.String({ maxLength: 16_384 }),
			Type.Number(),
			Type.Boolean(),
			Type.Null(),
			Type.Array(Type.Ref("Json"), { maxItems: 1000 }),
			Type.Record(ownName, Type.Ref("Json"), { maxProperties: 256, additionalProperties: false }),
		]),
	},
	"Json",
	{
		description:
			"any JSON: texts up to 16384 characters, lists up to 1000 items, objects up to 256 names of up to 256 characters",
	},
);

const named = (what: string) =>
	closed(`${what}: {type, id}`, { type: name("a type", 64), id: line("an id", 1024) });

export const eventSchema = closed("an event", {
	id: Type.Optional(
		Type.String({
			minLength: 1,
			maxLength: 128,
			pattern: "^[\\x21-\\x7e]+$",
			description: "your own id: 1 to 128 visible ASCII characters, no spaces",
		}),
	),
	occurredAt: Type.String({
		minLength: 20,
		maxLength: 35,
		pattern: "^\\d{4}-\\d\\d-\\d\\d[Tt]\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,9})?(?:[Zz]|[+-]\\d\\d:\\d\\d)$",
		description: "a time of RFC 3339 with a zone, such as 2026-11-23T08:15:00Z",
	}),
	action: name("what was done", 128),
	actor: closed("who did it: {type, id, onBehalfOf?}", {
		type: name("a type", 64),
		id: line("an id", 1024),
		onBehalfOf: Type.Optional(
			Type.Union([line("the id of a user", 1024), named("who it was done for")], {
				description: "who it was done for: {type, id}, or the id of a user",
			}),
		),
	}),
	resource: named("what it was done to"),
	outcome: Type.Enum(["success", "failure", "denied"], { description: "one of success, failure, denied" }),
	risk: Type.Optional(
		Type.Enum(["low", "medium", "high", "critical"], { description: "one of low, medium, high, critical" }),
	),
	subject: Type.Optional(named("the person whom the event is about")),
	personal: Type.Optional(
		Type.Record(ownName, json, {
			additionalProperties: false,
			maxProperties: 64,
			description: "values about the person: an object of up to 64 names",
		}),
	),
	changes: Type.Optional(
		Type.Array(
			closed("a change: {field, before?, after?}", {
				field: line("a field's name", 256),
				before: Type.Optional(json),
				after: Type.Optional(json),
			}),
			{ maxItems: 128, description: "what changed: a list of up to 128 {field, before?, after?}" },
		),
	),
	reason: Type.Optional(
		Type.String({ maxLength: 4096, description: "why it was done: up to 4096 characters" }),
	),
	context: Type.Optional(
		closed("the circumstances: {ip, userAgent, requestId, traceId, sessionId}", {
			ip: Type.Optional(Type.String({ minLength: 2, maxLength: 45, description: "an IPv4 or IPv6 address" })),
			userAgent: Type.Optional(line("a user agent", 2048, 0)),
			requestId: Type.Optional(line("a request's id", 256)),
			traceId: Type.Optional(line("a trace's id", 256)),
			sessionId: Type.Optional(line("a session's id", 256)),
		}),
	),
	details: Type.Optional(
		Type.Record(ownName, json, {
			additionalProperties: false,
			maxProperties: 256,
			description: "whatever else is known: an object of up to 256 names",
		}),
	),
	frameworks: Type.Optional(
		Type.Array(name("a framework", 32), {
			maxItems: 16,
			description: "frameworks that the event matters to: a list of up to 16 names",
		}),
	),
	retentionClass: Type.Optional(
		Type.String({
			maxLength: 32,
			pattern: "^[a-z0-9-]{1,32}$",
			description: "a retention class of this deployment",
		}),
	),
	sequence: Type.Optional(
		Type.Integer({
			minimum: 0,
			maximum: Number.MAX_SAFE_INTEGER,
			description: "your own running number: a whole number from 0",
		}),
	),
});
