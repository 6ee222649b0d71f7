import type { TenantId } from "../../src/ledger/identifiers.ts";
import type { ChannelSecret, ChannelStore } from "../../stores/channels.ts";
import type { DeliveryStore } from "../../stores/deliveries.ts";
import type { WebhookSender } from "../../stores/webhook.ts";
import type { Log } from "../edge/log.ts";

export interface NotifyPorts {
	channels: Pick<ChannelStore, "list" | "disable">;
	/** Opens what a channel keeps secret. */
	open(tenant: TenantId, channel: string, sealed: Uint8Array): Promise<ChannelSecret>;
	deliveries: DeliveryStore;
	webhook: WebhookSender;
	/** Milliseconds since 1970. */
	now(): number;
	log: Log;
}
