import { type Evidence, EXAMPLES_KEPT, noEvidence, type Period } from "../../src/compliance/evidence.ts";
import type { WalkCursor } from "../../src/compliance/report/report-record.ts";
import { AuditTrailError } from "../../src/errors.ts";
import { formatRef, type Lane, seq, type TenantId } from "../../src/ledger/identifiers.ts";
import { lanePage, missingText, type SegmentCheck } from "../../src/ledger/lane-page.ts";
import type { ReadEvent } from "../../src/ledger/read-event.ts";
import type { SegmentItem } from "../../src/ledger/segment-item.ts";

/** Segments asked for at once: about 25 KB each at batches of 100. */
const PAGE = 20;
/** An event may carry a time this much after the server's (ingest refuses more), so it may lie in an earlier segment. */
const SKEW = 5 * 60_000;

export interface WalkPorts {
	ledger: {
		segments(tenant: TenantId, lane: Lane, from: number, limit: number): Promise<SegmentItem[]>;
		last(tenant: TenantId, lane: Lane): Promise<SegmentItem | undefined>;
	};
	lanes(tenant: TenantId): Promise<Lane[]>;
	/** Last segment that a consumer of the stream has passed in each lane, -1 where none. */
	passed(tenant: TenantId): Promise<(consumer: "detect" | "index", lane: Lane) => number>;
	/** Holds a segment against its own hashes and the one before it; without `previous`, against its own only. */
	check(item: SegmentItem, previous: string | undefined): SegmentCheck;
	readEvents(item: SegmentItem): Promise<ReadEvent[]>;
}

export interface Walk {
	cursor: WalkCursor;
	evidence: Evidence;
	done: boolean;
}

/** Fixes what will be read: each lane's head as it is now. What is appended later belongs to the next report. */
export async function beginWalk(tenant: TenantId, ports: WalkPorts): Promise<Walk> {
	const evidence = noEvidence();
	const lanes = await ports.lanes(tenant);
	for (const lane of lanes) {
		const last = await ports.ledger.last(tenant, lane);
		if (!last) continue;
		evidence.lanes.push({
			lane,
			head: last.seq,
			segmentHash: Buffer.from(last.segmentHash).toString("hex"),
			detected: -1,
			indexed: -1,
		});
	}
	return { cursor: { laneIndex: 0, next: 0 }, evidence, done: evidence.lanes.length === 0 };
}

/** Walks on for one page. The cursor and evidence that it returns are a new state; the old one stays usable. */
export async function walkOn(tenant: TenantId, period: Period, walk: Walk, ports: WalkPorts): Promise<Walk> {
	const { laneIndex, next, previous } = walk.cursor;
	const current = walk.evidence.lanes[laneIndex];
	if (!current) return { ...walk, done: true };
	const evidence = structuredClone(walk.evidence);
	const items = await ports.ledger.segments(tenant, current.lane, next, PAGE);
	const from = { next, ...(previous !== undefined && { previous }) };
	const page = lanePage(items, from, current.head, ports.check);
	for (const step of page.steps) {
		if (step.item) await take(evidence, step.item, step.check, period, ports);
		else found(evidence, current.lane, step.seq, missingText(step.seq, step.missing));
	}
	if (!page.done) return { cursor: { laneIndex, ...page.position }, evidence, done: false };
	const left = laneIndex + 1 < evidence.lanes.length;
	return { cursor: { laneIndex: laneIndex + 1, next: 0 }, evidence, done: !left };
}

/** Counts one segment into the evidence, and opens it where it may hold events of the period. */
async function take(
	evidence: Evidence,
	item: SegmentItem,
	{ events, receivedAt, reason: unchained }: SegmentCheck,
	period: Period,
	ports: WalkPorts,
): Promise<void> {
	const { integrity } = evidence;
	integrity.segments += 1;
	integrity.total += events;
	let reason = unchained;
	if (reason === undefined && (receivedAt ?? 0) >= period.from - SKEW) {
		if (item.body === undefined) evidence.unreadable += events;
		else reason = await look(evidence, item, period, ports);
	}
	if (reason === undefined) integrity.verified += events;
	else found(evidence, item.lane, item.seq, reason);
}

/** Opens a segment and counts the events of the period; says why if its content is not what was committed. */
async function look(
	evidence: Evidence,
	item: SegmentItem,
	period: Period,
	ports: WalkPorts,
): Promise<string | undefined> {
	let events: ReadEvent[];
	try {
		events = await ports.readEvents(item);
	} catch (error) {
		const damaged =
			error instanceof AuditTrailError && ["ciphertext-invalid", "format-invalid"].includes(error.code);
		// A store or key that does not answer says nothing about the segment: the walk is tried again.
		if (!damaged) throw error;
		return "the content does not open to what was committed";
	}
	for (const { event, ref } of events) {
		const at = Date.parse(event.occurredAt);
		if (at < period.from || at >= period.to) continue;
		evidence.events += 1;
		if (event.action !== "user.login") continue;
		evidence.signIns[event.outcome] += 1;
		if (evidence.signIns.examples.length < EXAMPLES_KEPT) evidence.signIns.examples.push(formatRef(ref));
	}
	return undefined;
}

function found(evidence: Evidence, lane: Lane, at: number, reason: string): void {
	const { breaks } = evidence.integrity;
	if (breaks.length < EXAMPLES_KEPT) breaks.push({ lane, seq: seq(at), reason });
}

/** How far the stream's consumers have come, looked at when the walk ends: they may be seconds behind at its start. */
export async function withConsumers(
	tenant: TenantId,
	evidence: Evidence,
	ports: WalkPorts,
): Promise<Evidence> {
	const passed = await ports.passed(tenant);
	return {
		...evidence,
		lanes: evidence.lanes.map((lane) => ({
			...lane,
			detected: Math.min(lane.head, passed("detect", lane.lane)),
			indexed: Math.min(lane.head, passed("index", lane.lane)),
		})),
	};
}
