import type { HistoryEntry } from "../../src/compliance/report/history.ts";
import type { ReportRecord } from "../../src/compliance/report/report-record.ts";
import type { Lane, TenantId } from "../../src/ledger/identifiers.ts";
import { lanePage, missingText, type SegmentCheck } from "../../src/ledger/lane-page.ts";
import type { SegmentItem } from "../../src/ledger/segment-item.ts";
import type { VerifyCursor, VerifyMessage } from "../../src/ledger/verify-message.ts";
import { verifyReports } from "./verify-reports.ts";

const PAGE = 40;
const TENANTS = 100;

/** What a verification found; each becomes an incident, once for each place. */
export interface Tampering {
	tenant: TenantId;
	rule: "ledger-tampering" | "report-tampering";
	/** `<lane>.<seq>`, or a key of the report bucket. */
	place: string;
	/** Why, without any value of an event. */
	reason: string;
}

export interface VerifyPorts {
	tenants: { page(limit: number, after?: string): Promise<{ tenants: TenantId[]; after?: string }> };
	ledger: {
		segments(tenant: TenantId, lane: Lane, from: number, limit: number): Promise<SegmentItem[]>;
		last(tenant: TenantId, lane: Lane): Promise<SegmentItem | undefined>;
	};
	/** In ascending order, and never fewer than before. */
	lanes(tenant: TenantId): Promise<Lane[]>;
	check(item: SegmentItem, previous: string | undefined): SegmentCheck;
	reports: { list(tenant: TenantId, limit: number, before?: string): Promise<ReportRecord[]> };
	objects: {
		versions(
			prefix: string,
			after?: string,
		): Promise<{ versions: HistoryEntry[]; after: string | undefined }>;
		get(key: string, version: string): Promise<Uint8Array | undefined>;
	};
	/** Opens an incident, or finds that it is open already. */
	raise(found: Tampering): Promise<void>;
	queue: { send(message: VerifyMessage): Promise<void> };
	clock: { now(): number };
}

/** One message of the verify queue. May be worked on twice: what it finds is raised once. */
export async function verify(message: VerifyMessage, ports: VerifyPorts, deadline: number): Promise<void> {
	if (message.kind === "all") return fanOut(message.cursor, ports);
	const rest = await verifyLedger(message.tenant, message.cursor ?? { lane: -1, next: 0 }, ports, deadline);
	if (rest) return ports.queue.send({ kind: "tenant", tenant: message.tenant, cursor: rest });
	await verifyReports(message.tenant, ports);
}

async function fanOut(cursor: string | undefined, ports: VerifyPorts): Promise<void> {
	const { tenants, after } = await ports.tenants.page(TENANTS, cursor);
	for (const tenant of tenants) await ports.queue.send({ kind: "tenant", tenant });
	if (after !== undefined) await ports.queue.send({ kind: "all", cursor: after });
}

/** Walks the lanes from a place on until the time is up; gives the place where another invocation goes on. */
async function verifyLedger(
	tenant: TenantId,
	from: VerifyCursor,
	ports: VerifyPorts,
	deadline: number,
): Promise<VerifyCursor | undefined> {
	for (const lane of await ports.lanes(tenant)) {
		if (lane < from.lane) continue;
		let position = lane === from.lane ? from : { next: 0 };
		// The head is looked up for each slice: what was appended since is verified too.
		const head = await ports.ledger.last(tenant, lane);
		for (let done = head === undefined; !done; ) {
			if (ports.clock.now() >= deadline) return { ...position, lane };
			const items = await ports.ledger.segments(tenant, lane, position.next, PAGE);
			const page = lanePage(items, position, head?.seq ?? -1, ports.check);
			for (const step of page.steps) {
				const reason = step.item ? step.check.reason : missingText(step.seq, step.missing);
				if (reason !== undefined)
					await ports.raise({ tenant, rule: "ledger-tampering", place: `${lane}.${step.seq}`, reason });
			}
			({ position, done } = page);
		}
	}
	return undefined;
}
