import { claim, type Delivery } from "../../src/alerts/delivery.ts";
import { signWebhook } from "../../src/alerts/sign-webhook.ts";
import type { Alert } from "../../src/incidents/alert.ts";
import type { TenantId } from "../../src/ledger/identifiers.ts";
import type { SealedChannel } from "../../stores/channels.ts";
import { describeError } from "../edge/log.ts";
import type { NotifyPorts } from "./ports.ts";

/** Longest time for one exchange with a receiver, in milliseconds. */
export const EXCHANGE = 10_000;
/** Longer than an exchange and the two writes around it: while it runs, nobody else sends. */
export const LEASE = 30_000;

/**
 * Sends one alert to one channel unless it has it. Claimed before it is sent, marked after: of two workers with
 * the same message one sends. A worker that dies in between leaves a lease that runs out; the next attempt then
 * carries the same `webhook-id`, by which a receiver that has it already knows it.
 *
 * @returns `done`: delivered now or earlier, or given up for good; `later`: the message must come again
 * @throws AuditTrailError from the stores and KMS: the message must come again
 */
export async function deliver(
	alert: Alert,
	tenant: TenantId,
	channel: SealedChannel,
	ports: NotifyPorts,
): Promise<"done" | "later"> {
	const { deliveries, now } = ports;
	const known = await deliveries.get(tenant, alert.alert, channel.name);
	const claimed = claim(known, { alert: alert.alert, channel: channel.name, now: now(), lease: LEASE });
	if (claimed === "settled") return "done";
	if (claimed === "busy") return "later";
	const secret = await ports.open(tenant, channel.name, channel.sealed);
	if ((await deliveries.put(tenant, claimed, known?.version)) === "conflict") return "later";
	const status = await send(alert, tenant, secret, ports);
	// Crash here: the receiver has it and nobody knows; after the lease it gets the same id again.
	const state = outcome(status);
	// Before the mark: a crash between the two leaves a channel that is off, and no message for it to wait for.
	if (status === GONE) await ports.channels.disable(tenant, channel, "its receiver answered 410 Gone");
	const settled = state === "waiting" ? {} : { settledAt: now() };
	const marked: Delivery = { ...claimed, state, ...settled, version: claimed.version + 1 };
	// A conflict means that the lease ran out and another attempt is under way; it decides.
	if ((await deliveries.put(tenant, marked, claimed.version)) === "conflict") return "later";
	ports.log(state === "delivered" ? "info" : "warn", {
		what: `alert-${state}`,
		tenant,
		incident: alert.incident,
		channel: channel.name,
		attempt: claimed.attempts,
		...(status !== undefined && { status }),
	});
	return state === "waiting" ? "later" : "done";
}

const GONE = 410;

/** Standard Webhooks: any 2xx is a receipt, 410 wants no more of them, all else is to be tried again. */
function outcome(answer: number | undefined): "delivered" | "given-up" | "waiting" {
	if (answer === GONE) return "given-up";
	return answer !== undefined && answer >= 200 && answer < 300 ? "delivered" : "waiting";
}

/**
 * The status of the answer; `undefined` where none came. A target that the policy forbids is waited for like one
 * that is down: when its attempts are used up, the message lies with the dead letters, where it is seen.
 */
async function send(
	alert: Alert,
	tenant: TenantId,
	{ url, secret }: { url: string; secret: string },
	{ webhook, now, log }: NotifyPorts,
): Promise<number | undefined> {
	const body = JSON.stringify({ type: "incident.opened", timestamp: alert.firstAt, data: alert });
	try {
		const headers = signWebhook(secret, alert.alert, Math.floor(now() / 1000), body);
		return await webhook.post(url, headers, body);
	} catch (thrown) {
		log("warn", { what: "webhook-failed", tenant, incident: alert.incident, ...describeError(thrown) });
		return undefined;
	}
}
