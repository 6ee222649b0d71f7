import { timingSafeEqual } from "node:crypto";
import { AuditTrailError } from "../../src/errors.ts";
import type { Lane } from "../../src/ledger/identifiers.ts";
import type { RequestIdentity } from "../../src/ledger/request-identity.ts";
import type { Binding, RequestStore } from "../../stores/requests.ts";
import type { Head } from "./lane-choice.ts";

const HOUR = 3_600_000;
/** For so long the same key gives the same answer. */
const PROMISED = 24 * HOUR;
/** So much longer the binding stays: whoever began within the promise must not lose it while at work. */
const KEPT = 48 * HOUR;

export interface Bound {
	made: boolean;
	binding: Binding;
	/** Whether the binding is young enough to write under it. Between 24 and 48 hours one only looks. */
	mayWrite: boolean;
	addSegment(segmentId: Uint8Array): Promise<Binding>;
}

/** Binds a request to a lane, a head and a time, or finds what it is bound to. Throws `key-reused`. */
export async function bind(
	requests: RequestStore,
	identity: RequestIdentity,
	start: { lane: Lane; head: Head; segmentId: Uint8Array; time: number },
	signal: AbortSignal | undefined,
): Promise<Bound> {
	const { time } = start;
	const { made, binding } = await requests.bind(
		identity.name,
		newBinding(identity, start),
		{ replaceBefore: time - KEPT, expiresAt: Math.ceil((time + KEPT) / 1000) },
		signal,
	);
	if (!made && !timingSafeEqual(binding.body, identity.body)) throw new AuditTrailError("key-reused");
	return {
		made,
		binding,
		mayWrite: time - binding.time < PROMISED,
		addSegment: (segmentId) => requests.addSegment(identity.name, segmentId, signal),
	};
}

/** For a request without an Idempotency-Key: nobody else can come with it, so this worker's memory is enough. */
export function bindInMemory(
	identity: RequestIdentity,
	start: { lane: Lane; head: Head; segmentId: Uint8Array; time: number },
): Bound {
	let binding = newBinding(identity, start);
	return {
		made: true,
		binding,
		mayWrite: true,
		addSegment: async (segmentId) => {
			binding = { ...binding, segmentIds: [...binding.segmentIds, segmentId] };
			return binding;
		},
	};
}

const newBinding = (
	identity: RequestIdentity,
	{ lane, head, segmentId, time }: { lane: Lane; head: Head; segmentId: Uint8Array; time: number },
): Binding => ({ lane, head: head.seq, time, body: identity.body, segmentIds: [segmentId] });
