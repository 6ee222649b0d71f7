import type { Incident } from "../../src/incidents/incident.ts";
import { openValue, type SealedValue } from "../../src/incidents/sealed-value.ts";
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
		group: Object.fromEntries(
			values ? await open(incident, values) : incident.values.map(({ field }) => [field, SEALED] as const),
		),
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

async function open(
	{ tenant, values }: Incident,
	keyring: TenantReads["keyring"],
): Promise<(readonly [string, string])[]> {
	const owners = [...new Set(values.flatMap(({ owner }) => owner ?? []))];
	const [tenantKey, ownerKeys] = await Promise.all([
		values.some(({ owner }) => owner === undefined) ? keyring.tokenKey(tenant) : undefined,
		owners.length > 0 ? keyring.ownerKeys(tenant, owners) : [],
	]);
	const keyOf = ({ owner }: SealedValue) =>
		owner === undefined ? tenantKey : ownerKeys[owners.indexOf(owner)];
	return values.map((value) => {
		const key = keyOf(value);
		return [value.field, key ? openValue(key, value.field, value.box) : `erased:${value.owner}`];
	});
}
