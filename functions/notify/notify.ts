import { AuditTrailError } from "../../src/errors.ts";
import type { Alert } from "../../src/incidents/alert.ts";
import { tenantId } from "../../src/ledger/identifiers.ts";
import { deliver } from "./deliver.ts";
import type { NotifyPorts } from "./ports.ts";

/**
 * Brings one alert to each channel of its tenant. When it resolves, every channel has it, or will never: the
 * message may be taken off the queue. When it throws, the queue shows the message again; what is delivered by then
 * is known and left alone.
 */
export async function notify(alert: Alert, ports: NotifyPorts): Promise<void> {
	const tenant = tenantId(alert.tenant);
	const channels = (await ports.channels.list(tenant)).filter(({ disabled }) => disabled === undefined);
	const outcomes = await Promise.allSettled(
		channels.map((channel) => deliver(alert, tenant, channel, ports)),
	);
	const failed = outcomes.find((outcome) => outcome.status === "rejected");
	if (failed) throw failed.reason;
	if (outcomes.some((outcome) => outcome.status === "fulfilled" && outcome.value === "later"))
		throw new AuditTrailError("store-unavailable", "not every channel has the alert yet");
}
