import { AuditTrailError, type ErrorCode } from "../../src/errors.ts";
import type { Lane, Seq, TenantId } from "../../src/ledger/identifiers.ts";
import type { SegmentItem } from "../../src/ledger/segment-item.ts";
import type { LedgerStore } from "../../stores/ledger.ts";
import type { LedgerChange } from "../../stores/ledger-change.ts";
import type { Consumer, Progress, WatchStore } from "../../stores/watch.ts";
import { failure } from "./failure.ts";
import { describeError, type Log } from "./log.ts";

/** What a reader of the ledger's stream does. Each of these may be called again for the same thing. */
export interface LaneConsumer {
	consumer: Consumer;
	/**
	 * The next segment of its lane; when it resolves, all that follows from it is durable.
	 * @returns what the mark shall keep for the next one, e.g. this segment's hash
	 */
	segment(item: SegmentItem, mark: Progress): Promise<Pick<Progress, "hash">>;
	/** The ledger has none at these numbers, though it has later ones. */
	missing(tenant: TenantId, lane: Lane, from: number, to: number): Promise<void>;
	/** The segment is given up: it cannot be read now or ever, or failed `ATTEMPTS` times for an unforeseen reason. */
	unreadable(item: SegmentItem, code: ErrorCode): Promise<void>;
	/** A segment came that lies before the mark: delivered twice, or put there later. */
	again?(item: SegmentItem): Promise<void>;
	/** A segment was changed or removed. */
	changed?(change: LedgerChange): Promise<void>;
}

export interface LanePorts {
	ledger: Pick<LedgerStore, "segments">;
	watch: Pick<WatchStore, "progress" | "advance">;
	/** Milliseconds that are left for this batch. */
	remaining(): number;
	log: Log;
}

/** Deliveries of a segment that may fail for a reason that nobody foresaw before it is given up. */
export const ATTEMPTS = 5;

const PAGE = 25;
/** Work that is begun must end, and marks be written, before the function is stopped. */
const MARGIN = 10_000;

/** The segment will read the same next time. */
const lasting: readonly ErrorCode[] = ["format-invalid", "ciphertext-invalid"];

interface LaneState {
	first: LedgerChange;
	mark: Progress;
	read: Progress;
	failed: boolean;
}

/**
 * Takes a batch of the ledger's stream in order, lane by lane, each segment once and none left out: what lies
 * before the high-water mark is passed over, what is missing between the mark and a record is read from the
 * ledger. Marks are written at the end of the batch, after the effects: a crash repeats work and loses none.
 *
 * A lane that fails stops at its failure; the others go on. A lane never stops for good: see `ATTEMPTS`.
 * @returns sequence numbers of the records from which on lanes must be delivered again, the lowest of each lane
 */
export async function laneWork(
	changes: readonly LedgerChange[],
	consumer: LaneConsumer,
	ports: LanePorts,
): Promise<string[]> {
	const lanes = new Map<string, LaneState>();
	const failed: string[] = [];
	const fail = (change: LedgerChange, thrown: unknown) => {
		const error = failure(thrown);
		const { tenant, lane, seq, sequenceNumber } = change;
		const what = `${consumer.consumer}-failed`;
		ports.log("error", { what, tenant, lane, seq, code: error.code, ...describeError(error.cause ?? error) });
		failed.push(sequenceNumber);
	};
	for (const change of changes) {
		const key = `${change.tenant}#${change.lane}`;
		if (lanes.get(key)?.failed) continue;
		try {
			const state = lanes.get(key) ?? (await begin(change, consumer.consumer, ports));
			lanes.set(key, state);
			if (change.kind === "INSERT") await pass(state, change, consumer, ports);
			else await consumer.changed?.(change);
		} catch (thrown) {
			fail(change, thrown);
			const state = lanes.get(key);
			if (state) state.failed = true;
			else lanes.set(key, { first: change, failed: true, ...unknownMark(change, consumer.consumer) });
		}
	}
	for (const { first, mark, read, failed: stopped } of lanes.values()) {
		if (mark.next === read.next) continue;
		try {
			await ports.watch.advance(first.tenant, mark);
		} catch (thrown) {
			if (!stopped) fail(first, thrown);
		}
	}
	return failed;
}

const unknownMark = ({ lane }: LedgerChange, consumer: Consumer) => {
	const mark: Progress = { consumer, lane, next: 0 };
	return { mark, read: mark };
};

async function begin(first: LedgerChange, consumer: Consumer, { watch }: LanePorts): Promise<LaneState> {
	const { tenant, lane } = first;
	const mark = (await watch.progress(tenant, consumer, lane)) ?? { consumer, lane, next: 0 };
	return { first, mark, read: mark, failed: false };
}

async function pass(
	state: LaneState,
	{ tenant, lane, seq, item }: LedgerChange,
	consumer: LaneConsumer,
	ports: LanePorts,
): Promise<void> {
	if (!item) throw new AuditTrailError("format-invalid", "the stream does not carry the segment");
	if (seq < state.mark.next) {
		await consumer.again?.(item);
		return;
	}
	while (state.mark.next < seq) {
		const { next } = state.mark;
		const found = await ports.ledger.segments(tenant, lane, next, Math.min(PAGE, seq - next));
		const [gap] = found.filter((other) => other.seq < seq);
		const until: number = gap?.seq ?? seq;
		if (until > next) await leaveOut(state, tenant, until, consumer);
		for (const other of found)
			if (other.seq === state.mark.next && other.seq < seq) await take(state, other, consumer, ports);
	}
	await take(state, item, consumer, ports);
}

async function leaveOut(
	state: LaneState,
	tenant: TenantId,
	until: number,
	consumer: LaneConsumer,
): Promise<void> {
	const { lane, next } = state.mark;
	await consumer.missing(tenant, lane, next, until - 1);
	state.mark = { consumer: consumer.consumer, lane, next: until };
}

async function take(
	state: LaneState,
	item: SegmentItem,
	consumer: LaneConsumer,
	ports: LanePorts,
): Promise<void> {
	if (ports.remaining() < MARGIN) throw new AuditTrailError("deadline-exceeded");
	const next = nextOf(item.seq);
	const mark = { consumer: consumer.consumer, lane: item.lane, next };
	try {
		state.mark = { ...mark, ...(await consumer.segment(item, state.mark)) };
	} catch (thrown) {
		const { code } = failure(thrown);
		if (!lasting.includes(code)) {
			if (code !== "internal") throw thrown;
			const attempts = (state.mark.attempts ?? 0) + 1;
			state.mark = { ...state.mark, attempts };
			await ports.watch.advance(item.tenant, state.mark);
			if (attempts < ATTEMPTS) throw thrown;
		}
		await consumer.unreadable(item, code);
		state.mark = mark;
	}
}

const nextOf = (seq: Seq): number => seq + 1;
