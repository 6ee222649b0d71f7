import type { NormalisedEvent } from "../event/event.ts";
import { instant } from "./instant.ts";

/** Which events are wanted; what is absent does not matter. Times in milliseconds since 1970, half-open. */
export interface EventFilter {
	from?: number;
	to?: number;
	action?: string;
	actor?: string;
	resource?: string;
	outcome?: NormalisedEvent["outcome"];
}

/** @throws AuditTrailError `request-invalid` for a day that does not exist */
export function eventFilter(
	query: Omit<EventFilter, "from" | "to"> & { from?: string; to?: string },
): EventFilter {
	const { action, actor, resource, outcome } = query;
	return {
		...(query.from === undefined ? {} : { from: instant("from", query.from) }),
		...(query.to === undefined ? {} : { to: instant("to", query.to) }),
		...(action === undefined ? {} : { action }),
		...(actor === undefined ? {} : { actor }),
		...(resource === undefined ? {} : { resource }),
		...(outcome === undefined ? {} : { outcome }),
	};
}

export function wanted(filter: EventFilter, event: NormalisedEvent): boolean {
	const occurred = Date.parse(event.occurredAt);
	return (
		(filter.from === undefined || occurred >= filter.from) &&
		(filter.to === undefined || occurred < filter.to) &&
		(filter.action === undefined || event.action === filter.action) &&
		(filter.actor === undefined || event.actor.id === filter.actor) &&
		(filter.resource === undefined || event.resource.id === filter.resource) &&
		(filter.outcome === undefined || event.outcome === filter.outcome)
	);
}
