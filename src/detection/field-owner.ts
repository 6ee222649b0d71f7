import type { ReadEvent } from "../ledger/read-event.ts";

/**
 * Owner id of the person to whom a field's value belongs in an event; `undefined`: nobody.
 * The same assignment as when the event was sealed: actor's and context's values are the personal actor's; what
 * the producer wrote freely is the subject's, or else the personal actor's.
 */
export function fieldOwner({ event, owners }: Pick<ReadEvent, "event" | "owners">, field: string) {
	const [root, name] = field.split(".");
	switch (root) {
		case "actor":
			if (name === "onBehalfOf") return owners.onBehalfOf;
			return name === "id" ? owners.actor : undefined;
		case "context":
			return owners.actor;
		case "subject":
			return name === "id" ? owners.subject : undefined;
		case "resource":
			return name === "id" ? resourceOwner(event, owners) : undefined;
		case "personal":
		case "reason":
		case "details":
		case "changes":
			return owners.subject ?? owners.actor;
		default:
			return undefined;
	}
}

/** A resource that is a person named in the event is that person's; looked for in the order of sealing. */
function resourceOwner({ resource, subject, actor }: ReadEvent["event"], owners: ReadEvent["owners"]) {
	if (resource.id === subject?.id) return owners.subject;
	if (owners.actor !== undefined && resource.id === actor.id) return owners.actor;
	return owners.onBehalfOf !== undefined && resource.id === actor.onBehalfOf?.id
		? owners.onBehalfOf
		: undefined;
}
