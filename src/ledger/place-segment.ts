import type { Lane, Seq } from "./identifiers.ts";
import type { PreparedSegment } from "./prepare-segment.ts";
import { sealBody } from "./segment-body.ts";
import { encodeHeader } from "./segment-header.ts";
import type { SegmentItem } from "./segment-item.ts";
import { sha256 } from "./sha256.ts";
import { HASH, leafHash } from "./tree.ts";

/** The place that one attempt tries, and its random values; none of them may be used again. */
export interface SegmentAttempt {
	lane: Lane;
	seq: Seq;
	/** Segment hash at `seq` - 1, or the lane's genesis hash. */
	prev: Uint8Array;
	/** 16 bytes. */
	segmentId: Uint8Array;
	/** 12 bytes. */
	nonce: Uint8Array;
}

/** Encrypts a prepared segment for one place in the ledger and links it to the segment before it. */
export function placeSegment(prepared: PreparedSegment, attempt: SegmentAttempt): SegmentItem {
	const { tenant, dataKey, commitments } = prepared;
	const { lane, seq, prev, segmentId } = attempt;
	const body = sealBody(
		dataKey.key,
		attempt.nonce,
		{ tenant, dataKey: dataKey.id, segmentId },
		prepared.plaintext,
	);
	const bodyDigest = new Uint8Array(HASH);
	sha256(body, bodyDigest, 0);
	const header = encodeHeader({
		tenant,
		lane,
		seq,
		prev,
		receivedAt: prepared.receivedAt,
		retentionClass: prepared.retentionClass,
		keepUntil: prepared.keepUntil,
		count: prepared.count,
		eventRoot: prepared.eventRoot,
		bodyDigest,
		dataKey: dataKey.id,
		tokensDigest: prepared.tokensDigest,
		segmentId,
	});
	const segmentHash = leafHash(sha256, header);
	return { tenant, lane, seq, header, prevHash: prev, segmentHash, commitments, body };
}
