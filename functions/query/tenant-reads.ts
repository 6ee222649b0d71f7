import { readEvents } from "../../src/ledger/read-events.ts";
import { decodeHeader } from "../../src/ledger/segment-header.ts";
import type { SegmentItem } from "../../src/ledger/segment-item.ts";
import type { Keyring } from "../../src/people/keyring.ts";
import { incidentStore } from "../../stores/incidents.ts";
import { laneStore } from "../../stores/lanes.ts";
import { ledgerStore } from "../../stores/ledger.ts";
import { reportObjects } from "../../stores/report-objects.ts";
import { reportStore } from "../../stores/reports.ts";
import type { TenantSession } from "../../stores/session.ts";
import { watchStore } from "../../stores/watch.ts";
import type { TenantReads } from "./ports.ts";

/** Where the session reads. */
export interface Names {
	LEDGER_TABLE: string;
	TENANTS_TABLE: string;
	WATCH_TABLE: string;
	INCIDENTS_TABLE: string;
	REPORTS_TABLE: string;
	REPORTS_BUCKET: string;
}

/** The stores of one tenant, all with the rights of its session. */
export function tenantReads(
	{ dynamodb, s3 }: TenantSession,
	keyring: Pick<Keyring, "openingKey" | "tokenKey" | "addressKey" | "ownerKeys">,
	names: Names,
): TenantReads {
	const lanes = laneStore(dynamodb, names.TENANTS_TABLE);
	const watch = watchStore(dynamodb, names.WATCH_TABLE);
	const objects = reportObjects(s3, names.REPORTS_BUCKET);
	return {
		lanes: lanes.lanes,
		ledger: ledgerStore(dynamodb, names.LEDGER_TABLE),
		progress: watch.allProgress,
		receivedAt,
		readEvents: (item) => readEvents(item, keyring),
		keyring,
		incidents: incidentStore(dynamodb, names.INCIDENTS_TABLE),
		reports: reportStore(dynamodb, names.REPORTS_TABLE),
		object: (key) => objects.get(key),
	};
}

function receivedAt(item: SegmentItem): number {
	try {
		return decodeHeader(item.header).receivedAt;
	} catch {
		// A damaged header: it comes last, and `verify` names it.
		return 0;
	}
}
