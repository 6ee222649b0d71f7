import type { ReportRecord } from "../../src/compliance/report/report-record.ts";
import type { IncidentStore } from "../../src/incidents/incident-store.ts";
import type { Lane, TenantId } from "../../src/ledger/identifiers.ts";
import type { ReadEvent } from "../../src/ledger/read-event.ts";
import type { SegmentItem } from "../../src/ledger/segment-item.ts";
import type { Keyring } from "../../src/people/keyring.ts";
import type { Progress } from "../../stores/watch.ts";

/** What reads of one tenant need; every port is bound to a session that reaches that tenant only. */
export interface TenantReads {
	lanes(tenant: TenantId): Promise<Lane[]>;
	ledger: {
		segments(tenant: TenantId, lane: Lane, from: number, limit: number): Promise<SegmentItem[]>;
		last(tenant: TenantId, lane: Lane): Promise<SegmentItem | undefined>;
	};
	progress(tenant: TenantId): Promise<Progress[]>;
	/** When the server took a segment, in milliseconds since 1970; 0 where its header does not read. */
	receivedAt(item: SegmentItem): number;
	/** The events of a segment, opened. */
	readEvents(item: SegmentItem): Promise<ReadEvent[]>;
	keyring: Pick<Keyring, "tokenKey" | "ownerKeys">;
	incidents: Pick<IncidentStore, "get" | "list">;
	reports: {
		find(tenant: TenantId, report: string): Promise<ReportRecord | undefined>;
		list(tenant: TenantId, limit: number, before?: string): Promise<ReportRecord[]>;
	};
	/** Bytes of a report's object; `undefined` where there is none. */
	object(key: string): Promise<Uint8Array | undefined>;
}

export interface QueryPorts {
	reads(tenant: TenantId): Promise<TenantReads>;
	now: () => number;
}
