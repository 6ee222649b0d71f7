import { AuditTrailError } from "../../src/errors.ts";
import { genesisHash } from "../../src/ledger/genesis.ts";
import type { Lane, Seq, TenantId } from "../../src/ledger/identifiers.ts";
import { decodeHeader } from "../../src/ledger/segment-header.ts";
import { sha256 } from "../../src/ledger/sha256.ts";
import type { SegmentPlace } from "../../stores/ledger.ts";
import type { Head } from "./lane-choice.ts";
import type { IngestPorts } from "./ports.ts";

/** Where a segment of this request stands. */
export interface FoundSegment {
	seq: Seq;
	segmentHash: Uint8Array;
}

/**
 * What one worker has read of a lane from the head of a request's binding on. Segments never change, so nothing is
 * read twice; but an id that is learnt later may be that of a segment read before, so all are remembered.
 */
export class LaneView {
	readonly #tenant: TenantId;
	readonly #lane: Lane;
	/** The binding's head: the first segment to read, though never ours. */
	readonly #from: number;
	readonly #signal: AbortSignal | undefined;
	readonly #ledger: IngestPorts["ledger"];
	/** By segment id, as latin1. */
	readonly #places = new Map<string, FoundSegment>();
	/** The last segment that was read; before any was, the lane's genesis. */
	head: Head;

	constructor(
		request: { tenant: TenantId; binding: { lane: Lane; head: number }; signal: AbortSignal | undefined },
		{ ledger }: Pick<IngestPorts, "ledger">,
	) {
		this.#tenant = request.tenant;
		this.#lane = request.binding.lane;
		this.#from = Math.max(0, request.binding.head);
		this.#signal = request.signal;
		this.#ledger = ledger;
		this.head = { seq: -1, hash: genesisHash(sha256, this.#tenant, this.#lane) };
	}

	/** Reads on to the lane's end, or to the first segment with one of these ids, which is given. */
	async readOn(segmentIds: readonly Uint8Array[]): Promise<FoundSegment | undefined> {
		const from = Math.max(this.#from, this.head.seq + 1);
		for await (const page of this.#ledger.places(this.#tenant, this.#lane, from, this.#signal)) {
			for (const place of page) this.#take(place);
			const found = this.find(segmentIds);
			if (found) return found;
		}
		if (this.#from > this.head.seq && this.#from > 0)
			throw new AuditTrailError("format-invalid", `lane ${this.#lane} has lost its segment ${this.#from}`);
		return undefined;
	}

	/** Whether one of these ids stands in what was read. */
	find(segmentIds: readonly Uint8Array[]): FoundSegment | undefined {
		for (const id of segmentIds) {
			const found = this.#places.get(Buffer.from(id).toString("latin1"));
			if (found) return found;
		}
		return undefined;
	}

	#take({ seq, header, segmentHash }: SegmentPlace): void {
		const { segmentId } = decodeHeader(header);
		this.#places.set(Buffer.from(segmentId).toString("latin1"), { seq, segmentHash });
		this.head = { seq, hash: segmentHash };
	}
}
