import type { Lane, Seq, TenantId } from "./identifiers.ts";

/**
 * One segment as the ledger keeps it. `header` and `commitments` stay for ever; `body` goes when its keep-until
 * has passed and the pruner has logged it. Byte by byte in `docs/format.md`.
 */
export interface SegmentItem {
	tenant: TenantId;
	lane: Lane;
	seq: Seq;
	/** The small public part; see `segment-header.ts`. */
	header: Uint8Array;
	/** 32 bytes: the segment hash before this one in its lane, or the lane's genesis hash. */
	prevHash: Uint8Array;
	/** 32 bytes: RFC 6962 leaf hash of `header`. */
	segmentHash: Uint8Array;
	/** 32 bytes for each event, in order. */
	commitments: Uint8Array;
	/** nonce ‖ ciphertext ‖ tag; `undefined` once pruned. */
	body: Uint8Array | undefined;
}
