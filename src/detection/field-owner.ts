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
			return name === "id" && event.resource.id === event.subject?.id ? owners.subject : undefined;
		case "personal":
		case "reason":
		case "details":
		case "changes":
			return owners.subject ?? owners.actor;
		default:
			return undefined;
	}
}
