import { AuditTrailError } from "../../src/errors.ts";
import { genesisHash } from "../../src/ledger/genesis.ts";
import { type Lane, type Seq, seq, type TenantId } from "../../src/ledger/identifiers.ts";
import { placeSegment } from "../../src/ledger/place-segment.ts";
import type { PreparedSegment } from "../../src/ledger/prepare-segment.ts";
import { NONCE } from "../../src/ledger/segment-body.ts";
import { decodeHeader, ID } from "../../src/ledger/segment-header.ts";
import { sha256 } from "../../src/ledger/sha256.ts";
import type { SegmentPlace } from "../../stores/ledger.ts";
import type { Binding } from "../../stores/requests.ts";
import type { Head } from "./lane-choice.ts";
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
const ATTEMPTS = 64;

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
	let attempt = first;
	let prepared: PreparedSegment | undefined;
	let attempts = 0;
	let failures = 0;
	let contended = false;
	for (;;) {
		if (clock.now() >= deadline || attempts >= ATTEMPTS)
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
		const read = await look(request, ports);
		if ("ours" in read) return { lane, ...read.ours, attempts, contended };
		if (!request.mayWrite)
			throw new AuditTrailError(
				"key-reused",
				"this Idempotency-Key was first used more than 24 hours ago; use a new one",
			);
		if (attempt) {
			contended ||= read.head.seq > attempt.head.seq;
			// Others in the lane are stepping on each other as well: spread out, wider each time.
			const [byte = 0] = random(1);
			await clock.sleep((byte / 256) * Math.min(1000, 10 * 2 ** attempts));
		}
		const segmentId = random(ID);
		const { segmentIds } = await request.addSegment(segmentId);
		const ours = read.places.find((place) => isOurs(place, segmentIds));
		if (ours) return { lane, ...found(ours), attempts, contended };
		attempt = { head: read.head, segmentId };
	}
}

type Looked = { ours: Pick<Appended, "seq" | "segmentHash"> } | { head: Head; places: SegmentPlace[] };

/** Reads the lane from the binding's head to its end, or to the first segment that is known to be ours. */
async function look({ tenant, binding, signal }: BoundRequest, { ledger }: IngestPorts): Promise<Looked> {
	const { lane, segmentIds } = binding;
	const places: SegmentPlace[] = [];
	let head: Head = { seq: -1, hash: genesisHash(sha256, tenant, lane) };
	for await (const page of ledger.places(tenant, lane, Math.max(binding.head, 0), signal))
		for (const place of page) {
			if (isOurs(place, segmentIds)) return { ours: found(place) };
			places.push(place);
			head = { seq: place.seq, hash: place.segmentHash };
		}
	if (head.seq < binding.head)
		throw new AuditTrailError("format-invalid", `lane ${lane} has lost its segment ${binding.head}`);
	return { head, places };
}

const found = ({ seq, segmentHash }: SegmentPlace) => ({ seq, segmentHash });

function isOurs(place: SegmentPlace, segmentIds: readonly Uint8Array[]): boolean {
	const id = decodeHeader(place.header).segmentId;
	return segmentIds.some((own) => own.every((byte, i) => byte === id[i]));
}

const isUnavailable = (error: unknown): boolean =>
	error instanceof AuditTrailError && error.code === "store-unavailable";
