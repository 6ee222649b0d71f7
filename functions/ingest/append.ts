import { AuditTrailError } from "../../src/errors.ts";
import { type Lane, type Seq, seq, type TenantId } from "../../src/ledger/identifiers.ts";
import { placeSegment } from "../../src/ledger/place-segment.ts";
import type { PreparedSegment } from "../../src/ledger/prepare-segment.ts";
import { NONCE } from "../../src/ledger/segment-body.ts";
import { ID } from "../../src/ledger/segment-header.ts";
import type { Binding } from "../../stores/requests.ts";
import type { Head } from "./lane-choice.ts";
import { LaneView } from "./lane-view.ts";
import type { IngestPorts } from "./ports.ts";

/** One request that is bound: everything that a worker, the first or a later one, needs to place it once. */
export interface BoundRequest {
	tenant: TenantId;
	binding: Binding;
	/** Makes a segment id known to every other worker on this request, and learns theirs. */
	addSegment(segmentId: Uint8Array): Promise<Binding>;
	/** Called at most once, and only when something is to be written. */
	prepare(): Promise<PreparedSegment>;
	/** Set by the worker that made the binding: nobody else can have tried yet, so it tries without looking. */
	first: { head: Head; segmentId: Uint8Array } | undefined;
	/** False once the key is so old that the binding may go while we work. */
	mayWrite: boolean;
	/** Milliseconds since 1970. */
	deadline: number;
	signal: AbortSignal | undefined;
}

export interface Appended {
	lane: Lane;
	seq: Seq;
	segmentHash: Uint8Array;
	/** Puts that it took; 0 where an earlier attempt had been stored. */
	attempts: number;
	/** Whether another writer was in the way. */
	contended: boolean;
}

/** Puts that may fail without an answer before the client is told; whether they were stored is found by looking. */
const FAILURES = 3;
/** Longest pause after a conflict, milliseconds; the first is a few. */
const PAUSE = 1000;

/**
 * Places a request's segment exactly once. All attempts for a request are in its binding's lane, behind its
 * binding's head, under ids that stand in the binding before they are tried. After anything but a clear success:
 *
 * 1. read the lane from the binding's head on;
 * 2. then add the next segment id to the binding, and learn every id that was added before: so every segment of ours
 *    that was in the lane at 1 is known by its id now;
 * 3. one of the segments read is ours: that is the answer;
 * 4. none is: put behind the last one read. If one of ours came there since 1, this put fails, and 1 finds it.
 */
export async function append(request: BoundRequest, ports: IngestPorts): Promise<Appended> {
	const { ledger, clock, random } = ports;
	const { first, deadline, signal } = request;
	const { lane } = request.binding;
	const seen = new LaneView(request, ports);
	let { segmentIds } = request.binding;
	let attempt = first;
	let prepared: PreparedSegment | undefined;
	let attempts = 0;
	let failures = 0;
	let contended = false;
	for (;;) {
		if (clock.now() >= deadline)
			throw new AuditTrailError(contended ? "ledger-contended" : "deadline-exceeded");
		if (attempt) {
			prepared ??= await request.prepare();
			const { head, segmentId } = attempt;
			const place = { lane, seq: seq(head.seq + 1), prev: head.hash, segmentId, nonce: random(NONCE) };
			const item = placeSegment(prepared, place);
			attempts++;
			try {
				if ((await ledger.put(item, signal)) === "stored")
					return { lane, seq: item.seq, segmentHash: item.segmentHash, attempts, contended };
			} catch (error) {
				// Stored or not, nobody knows. Looking tells; but a store that stays away is for the client to wait out.
				if (!isUnavailable(error) || ++failures >= FAILURES) throw error;
			}
		}
		if (attempts > 1) {
			// Others in the lane are stepping on each other as well: spread out, wider each time. The pause comes before
			// looking: what was read must be as fresh as can be when the next put relies on it.
			const [byte = 0] = random(1);
			await clock.sleep(Math.floor((byte / 256) * Math.min(PAUSE, 5 * 2 ** attempts)));
		}
		const known = await seen.readOn(segmentIds);
		if (known) return { lane, ...known, attempts, contended };
		if (!request.mayWrite)
			throw new AuditTrailError(
				"key-reused",
				"this Idempotency-Key was first used more than 24 hours ago; use a new one",
			);
		if (attempt) contended ||= seen.head.seq > attempt.head.seq;
		const segmentId = random(ID);
		({ segmentIds } = await request.addSegment(segmentId));
		const twin = seen.find(segmentIds);
		if (twin) return { lane, ...twin, attempts, contended };
		attempt = { head: seen.head, segmentId };
	}
}

const isUnavailable = (error: unknown): boolean =>
	error instanceof AuditTrailError && error.code === "store-unavailable";
