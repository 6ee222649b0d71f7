import { canonicalAddress } from "./canonical-address.ts";
import type { WrittenEvent } from "./check-event.ts";
import type { NormalisedEvent } from "./event.ts";
import { type EventProblem, eventProblem } from "./event-problem.ts";
import { eventTime, FUTURE_SKEW } from "./event-time.ts";

/**
 * An event in the one form in which it is stored: fields in a fixed order, `occurredAt` in UTC with milliseconds,
 * `onBehalfOf` with its type, the address in canonical form. A problem where a value fits the schema and still
 * names nothing, or lies more than five minutes after `now` (milliseconds since 1970).
 */
export function normaliseEvent(
	written: WrittenEvent,
	id: string,
	now: number,
	retentionClasses: ReadonlySet<string>,
): NormalisedEvent | EventProblem {
	const time = eventTime(written.occurredAt);
	if (time === undefined) return eventProblem("/occurredAt", "it takes a moment that exists, in RFC 3339");
	if (time > now + FUTURE_SKEW)
		return eventProblem("/occurredAt", "it takes a moment at most five minutes ahead of the server's clock");
	const { actor, context, retentionClass } = written;
	if (retentionClass !== undefined && !retentionClasses.has(retentionClass))
		return eventProblem("/retentionClass", `it takes one of ${[...retentionClasses].join(", ")}`);
	const event: NormalisedEvent = {
		id,
		occurredAt: isUtcText(written.occurredAt) ? written.occurredAt : new Date(time).toISOString(),
		action: written.action,
		actor: { type: actor.type, id: actor.id },
		resource: written.resource,
		outcome: written.outcome,
	};
	const behalf = actor.onBehalfOf;
	if (behalf !== undefined)
		event.actor.onBehalfOf = typeof behalf === "string" ? { type: "user", id: behalf } : behalf;
	if (written.risk !== undefined) event.risk = written.risk;
	if (written.subject) event.subject = written.subject;
	if (written.personal) event.personal = written.personal;
	if (written.changes) event.changes = written.changes;
	if (written.reason !== undefined) event.reason = written.reason;
	if (context) {
		event.context = context;
		if (context.ip !== undefined) {
			const ip = canonicalAddress(context.ip);
			if (ip === undefined) return eventProblem("/context/ip", "it takes an IPv4 or IPv6 address");
			if (ip !== context.ip) event.context = { ...context, ip };
		}
	}
	if (written.details) event.details = written.details;
	if (written.frameworks) event.frameworks = written.frameworks;
	if (retentionClass !== undefined) event.retentionClass = retentionClass;
	if (written.sequence !== undefined) event.sequence = written.sequence;
	return event;
}

/** Whether a valid time is already written as it is stored; most clients write it so. A leap second is not. */
const isUtcText = (text: string): boolean =>
	text.length === 24 && text[10] === "T" && text[23] === "Z" && text[17] !== "6";
