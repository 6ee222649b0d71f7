import fc from "fast-check";
import type { Json, NormalisedEvent } from "../../../src/event/event.ts";

const line = fc.string({ minLength: 1, maxLength: 12, unit: fc.constantFrom(...'abcXYZ019 -äß語😀"\\') });
const named = fc.record({ type: fc.constantFrom("user", "service", "patient"), id: line });
const json = fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.parse(JSON.stringify(value)) as Json);
const ownNames = fc.dictionary(
	fc.string({ minLength: 1, maxLength: 8, unit: fc.constantFrom(..."abcé.") }),
	json,
	{ maxKeys: 4 },
);

/** Any event that validation lets through; people often stand in several places of it. */
export const anyEvent: fc.Arbitrary<NormalisedEvent> = fc
	.record(
		{
			id: fc.uuid(),
			occurredAt: fc.constant("2026-11-23T08:15:00.000Z"),
			action: fc.constantFrom("user.login", "record.read"),
			actor: fc.oneof(named, fc.record({ type: fc.constant("service"), id: line, onBehalfOf: named })),
			resource: named,
			outcome: fc.constantFrom("success" as const, "failure" as const, "denied" as const),
			risk: fc.constantFrom("low" as const, "critical" as const),
			subject: named,
			personal: ownNames,
			changes: fc.array(fc.record({ field: line, before: json, after: json }, { requiredKeys: ["field"] }), {
				maxLength: 3,
			}),
			reason: line,
			context: fc.record(
				{ ip: fc.ipV4(), userAgent: line, requestId: line, traceId: line, sessionId: line },
				{ requiredKeys: [] },
			),
			details: ownNames,
			frameworks: fc.array(fc.constantFrom("gdpr", "hipaa"), { maxLength: 2 }),
			retentionClass: fc.constant("standard"),
			sequence: fc.nat(),
		},
		{ requiredKeys: ["id", "occurredAt", "action", "actor", "resource", "outcome"] },
	)
	.chain((event) =>
		// So that the actor is the subject, or the resource is a person, often enough to matter.
		fc.constantFrom<NormalisedEvent[]>(
			event,
			{ ...event, subject: { type: event.actor.type, id: event.actor.id } },
			{ ...event, resource: { type: "account", id: event.subject?.id ?? event.actor.id } },
		),
	);
