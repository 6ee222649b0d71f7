import type { IncidentEvidence, Period } from "../../src/compliance/evidence.ts";
import type { Incident } from "../../src/incidents/incident.ts";
import type { IncidentStore } from "../../src/incidents/incident-store.ts";
import type { TenantId } from "../../src/ledger/identifiers.ts";

/** A tenant's incidents whose events fall into a period, in the order of their ids. References only, no values. */
export async function incidentsOf(
	tenant: TenantId,
	period: Period,
	store: Pick<IncidentStore, "list">,
): Promise<IncidentEvidence[]> {
	const found: Incident[] = [];
	let from: string | undefined;
	do {
		const page = await store.list(tenant, from);
		found.push(
			...page.incidents.filter(({ firstAt, lastAt }) => firstAt < period.to && lastAt >= period.from),
		);
		from = page.next;
	} while (from !== undefined);
	return found.map(({ id, rule, severity, status, count, firstAt, openedAt, history, events }) => {
		const triagedAt = history[0]?.at;
		return {
			id,
			rule,
			severity,
			status,
			count,
			firstAt,
			openedAt,
			...(triagedAt !== undefined && { triagedAt }),
			events,
		};
	});
}
