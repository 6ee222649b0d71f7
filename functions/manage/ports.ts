import type { ReportRecord } from "../../src/compliance/report/report-record.ts";
import type { IncidentStore } from "../../src/incidents/incident-store.ts";
import type { TenantId } from "../../src/ledger/identifiers.ts";
import type { ApiKeys } from "../../stores/api-keys.ts";
import type { ChannelSecret, ChannelStore } from "../../stores/channels.ts";

/** Sent to the queue of `assess`. */
export interface ReportOrder {
	kind: "report";
	tenant: TenantId;
	report: string;
}

export interface ManagePorts {
	keys: ApiKeys;
	channels: ChannelStore;
	seal: (tenant: TenantId, name: string, secret: ChannelSecret) => Promise<Uint8Array>;
	incidents: Pick<IncidentStore, "get" | "put">;
	reports: { create(record: ReportRecord): Promise<boolean> };
	assess: { send(order: ReportOrder): Promise<void> };
	random: (length: number) => Uint8Array;
	now: () => number;
}
