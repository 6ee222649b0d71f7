import type { Json, NormalisedEvent } from "../event/event.ts";
import type { Person } from "./person.ts";

/** In which parts an event names a person; the letters stand in the stored event. */
export const roles = { a: "actor", o: "onBehalfOf", s: "subject" } as const;
export type Role = keyof typeof roles;

/** The text of an owner box: one member for each value that is the owner's. `docs/format.md` has the table. */
export interface BoxValues {
	/** `actor.id` */
	a?: string;
	/** `actor.onBehalfOf.id` */
	o?: string;
	/** `subject.id` */
	s?: string;
	/** `resource.id`, where it is the id of this person */
	e?: string;
	/** `context` as [ip, userAgent, requestId, traceId, sessionId], cut after the last that is present. */
	c?: (string | null)[];
	/** `personal` */
	p?: Record<string, Json>;
	/** `changes` */
	h?: Json;
	/** `reason` */
	r?: string;
	/** `details` */
	d?: Record<string, Json>;
}

/** What one person owns in one event. */
export interface Share {
	person: Person;
	roles: Role[];
	values: BoxValues;
}

/** An event taken apart: what belongs to nobody, and a share for each person that it names. */
export interface PartedEvent {
	event: NormalisedEvent;
	/** The event without the values that are in shares. */
	clear: ClearEvent;
	shares: Share[];
	/** The share that holds `resource.id`, if one does. */
	resourceShare: Share | undefined;
}

/** `NormalisedEvent` whose personal values are elsewhere. */
export type ClearEvent = Omit<NormalisedEvent, "actor" | "resource" | "subject"> & {
	actor: { type: string; id?: string; onBehalfOf?: { type: string; id?: string } };
	resource: { type: string; id?: string };
	subject?: { type: string };
};

export const contextFields = ["ip", "userAgent", "requestId", "traceId", "sessionId"] as const;

/** Actors of this type are persons; services, devices and the like are not. */
const PERSON = "user";

/**
 * Decides for every field whose it is. `subject.id`, the id of a personal actor and of the person behind
 * `onBehalfOf` are their own; a `resource.id` that equals one of them is that person's; `personal`, `changes`,
 * `reason` and `details` are the subject's, else the personal actor's; `context` is the personal actor's.
 */
export function partEvent(event: NormalisedEvent): PartedEvent {
	const { actor, subject, resource, context } = event;
	const behalf = actor.onBehalfOf;
	const shares: Share[] = [];
	const subjectShare = subject && shareOf(shares, subject, "s");
	const actorShare = actor.type === PERSON ? shareOf(shares, actor, "a") : undefined;
	const behalfShare = behalf?.type === PERSON ? shareOf(shares, behalf, "o") : undefined;
	if (shares.length === 0) return { event, clear: event, shares, resourceShare: undefined };

	const clear: ClearEvent = {
		id: event.id,
		occurredAt: event.occurredAt,
		action: event.action,
		actor: actorShare ? { type: actor.type } : { type: actor.type, id: actor.id },
		resource,
		outcome: event.outcome,
	};
	if (behalf) clear.actor.onBehalfOf = behalfShare ? { type: behalf.type } : behalf;
	if (event.risk !== undefined) clear.risk = event.risk;
	if (subject) clear.subject = { type: subject.type };
	if (event.frameworks) clear.frameworks = event.frameworks;
	if (event.retentionClass !== undefined) clear.retentionClass = event.retentionClass;
	if (event.sequence !== undefined) clear.sequence = event.sequence;

	if (subject && subjectShare) subjectShare.values.s = subject.id;
	if (actorShare) actorShare.values.a = actor.id;
	if (behalf && behalfShare) behalfShare.values.o = behalf.id;
	const resourceShare = shares.find((share) => share.person.id === resource.id);
	if (resourceShare) {
		resourceShare.values.e = resource.id;
		clear.resource = { type: resource.type };
	}
	const facts = subjectShare ?? actorShare;
	if (facts) {
		if (event.personal) facts.values.p = event.personal;
		if (event.changes) facts.values.h = event.changes as Json;
		if (event.reason !== undefined) facts.values.r = event.reason;
		if (event.details) facts.values.d = event.details;
	} else {
		if (event.personal) clear.personal = event.personal;
		if (event.changes) clear.changes = event.changes;
		if (event.reason !== undefined) clear.reason = event.reason;
		if (event.details) clear.details = event.details;
	}
	if (context) {
		if (actorShare) actorShare.values.c = contextValues(context);
		else clear.context = context;
	}
	return { event, clear, shares, resourceShare };
}

/** One share for each person: a subject who is also the actor has one box. */
function shareOf(shares: Share[], { type, id }: Person, role: Role): Share {
	for (const share of shares)
		if (share.person.id === id && share.person.type === type) {
			share.roles.push(role);
			return share;
		}
	const share: Share = { person: { type, id }, roles: [role], values: {} };
	shares.push(share);
	return share;
}

function contextValues(context: NonNullable<NormalisedEvent["context"]>): (string | null)[] {
	const values: (string | null)[] = [];
	for (let i = 0; i < contextFields.length; i++) {
		const field = contextFields[i];
		const value = field && context[field];
		if (value === undefined) continue;
		while (values.length < i) values.push(null);
		values.push(value);
	}
	return values;
}
