import type { TenantId } from "../ledger/identifiers.ts";
import { type FindingPorts, OVERDUE, publishOpened } from "./record-finding.ts";

/** Incidents whose alert may not be out. Notes are hints: the incident itself says whether it owes one. */
export interface OwedAlerts {
	/** Durable when it resolves; noting again moves the time. */
	note(tenant: TenantId, incident: string, at: number): Promise<void>;
	settle(tenant: TenantId, incident: string): Promise<void>;
	all(tenant: TenantId): Promise<{ incident: string; at: number }[]>;
}

/** A note of an incident that was never written goes after a day. */
const FORGOTTEN = 86_400_000;

/**
 * Publishes what is overdue: alerts whose source died after it had opened the incident and never came again, as
 * when another worker had marked the same segment done meanwhile.
 */
export async function publishOwed(
	tenant: TenantId,
	ports: FindingPorts & { owed: OwedAlerts },
): Promise<void> {
	for (const { incident: id, at } of await ports.owed.all(tenant)) {
		const age = ports.now() - at;
		if (age <= OVERDUE) continue;
		const incident = await ports.incidents.get(tenant, id);
		if (incident?.alert.state === "pending") await publishOpened(incident, ports);
		else if (incident || age > FORGOTTEN) await ports.owed.settle(tenant, id);
	}
}
