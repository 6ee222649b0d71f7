import type { Incident } from "../../src/incidents/incident.ts";
import { openGroup } from "../../src/incidents/open-group.ts";
import type { TenantReads } from "./ports.ts";

const iso = (at: number) => new Date(at).toISOString();

/** How a group's value reads for a role that may not see it. */
const SEALED = "(sealed)";

/**
 * An incident as the API shows it. Its values lie sealed, each under the key of whom it belongs to; they are opened
 * for roles that may see them, and a value whose key is gone reads `erased:<owner id>`.
 */
export async function incidentView(incident: Incident, values: TenantReads["keyring"] | undefined) {
	return {
		id: incident.id,
		rule: incident.rule,
		group: values
			? await openGroup(incident.tenant, incident.values, values)
			: Object.fromEntries(incident.values.map(({ field }) => [field, SEALED])),
		severity: incident.severity,
		status: incident.status,
		count: incident.count,
		firstAt: iso(incident.firstAt),
		lastAt: iso(incident.lastAt),
		openedAt: iso(incident.openedAt),
		...(incident.closedAt === undefined ? {} : { closedAt: iso(incident.closedAt) }),
		alerted: incident.alert.state === "published",
		/** References of some of its events. */
		events: incident.events,
		history: incident.history.map((step) => ({ ...step, at: iso(step.at) })),
	};
}
