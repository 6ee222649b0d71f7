import { genesisHash } from "./genesis.ts";
import type { Lane, TenantId } from "./identifiers.ts";
import { missingText } from "./lane-page.ts";
import { misfit, same } from "./misfit.ts";
import { decodeHeader } from "./segment-header.ts";
import type { SegmentItem } from "./segment-item.ts";
import type { Sha256 } from "./sha256.ts";
import { HASH } from "./tree.ts";

export interface LaneBreak {
	lane: number;
	seq: number;
	kind: "altered" | "missing";
	reason: string;
}

export interface LaneVerdict {
	segments: number;
	/** Events that the headers count. */
	events: number;
	/** Events of segments that stand as they were appended. */
	verified: number;
	/** Segments whose body was taken away after its keep-until. */
	pruned: number;
	/** Segments that should be there and are not. */
	missing: number;
	/** The first place where the lane is not what was appended. */
	firstBreak?: LaneBreak;
}

/**
 * Verifies one lane, segment by segment in order, from the ledger's public part alone: no key, no clock, and no
 * hash function but the one it is given. A change of any kind before the lane's end is found and named at its place;
 * a cut-off end shows only against a checkpoint or a receipt that somebody else holds.
 */
export class LaneVerification {
	readonly #tenant: TenantId;
	readonly #lane: Lane;
	readonly #sha256: Sha256;
	readonly #now: number | undefined;
	/** Hash that the next segment has to name; `undefined` after a gap, where it is not known. */
	#previous: Uint8Array | undefined;
	#next = 0;
	#counts = { segments: 0, events: 0, verified: 0, pruned: 0, missing: 0 };
	#first: LaneBreak | undefined;
	/** The last segment, sound in itself, that did not name its predecessor; with what both counted as verified. */
	#unlinked: { seq: number; events: number; before: number } | undefined;
	/** What the last segment counted as verified. */
	#counted = 0;

	/**
	 * `registered`: whether the tenant's list of lanes has this one. `now` in milliseconds since 1970: bodies whose
	 * keep-until lies before it may be gone; without it, none may.
	 */
	constructor(lane: { tenant: TenantId; lane: Lane; registered: boolean; now?: number; sha256: Sha256 }) {
		this.#tenant = lane.tenant;
		this.#lane = lane.lane;
		this.#sha256 = lane.sha256;
		this.#now = lane.now;
		this.#previous = genesisHash(lane.sha256, lane.tenant, lane.lane);
		if (!lane.registered) this.#break(0, "the lane is not registered");
	}

	/** The next segment, as the store gave it. */
	add(item: SegmentItem): void {
		if (item.seq < this.#next) {
			this.#settle(false);
			this.#break(item.seq, "it stands twice or out of order");
			return;
		}
		this.#missing(item.seq);
		const alone = this.#alone(item);
		const linked = this.#previous === undefined || same(this.#previous, item.prevHash);
		this.#settle(alone === undefined && !linked);
		const events = countOf(item);
		this.#counts.segments++;
		this.#counts.events += events;
		if (alone !== undefined) this.#break(item.seq, alone);
		else {
			this.#counts.verified += events;
			if (!item.body) this.#counts.pruned++;
			if (!linked) this.#unlinked = { seq: item.seq, events, before: this.#counted };
		}
		this.#previous = item.segmentHash;
		this.#counted = alone === undefined ? events : 0;
		this.#next = item.seq + 1;
	}

	/** What was counted so far, without a verdict on the last segment. */
	get counts(): Readonly<Omit<LaneVerdict, "firstBreak">> {
		return this.#counts;
	}

	/** `next`: how many segments the lane is known to have; those that did not come are missing. */
	end(next = this.#next): LaneVerdict {
		this.#missing(next);
		// At the very end nothing follows that could tell which of the two was changed. The earlier one is named: whoever
		// puts another segment at the end can link it well, and then nothing shows.
		this.#settle(false);
		return { ...this.#counts, ...(this.#first && { firstBreak: this.#first }) };
	}

	#alone(item: SegmentItem): string | undefined {
		if (item.tenant !== this.#tenant || item.lane !== this.#lane) return "it belongs to another lane";
		return misfit(this.#sha256, item, undefined, this.#now);
	}

	/**
	 * Two sound segments that do not fit together: one was put in another's place. If the later one does not fit to
	 * its successor either, it is the foreign one, else the earlier.
	 */
	#settle(successorUnlinked: boolean): void {
		const unlinked = this.#unlinked;
		if (!unlinked) return;
		this.#unlinked = undefined;
		const later = successorUnlinked || unlinked.seq === 0;
		this.#counts.verified -= later ? unlinked.events : unlinked.before;
		this.#break(later ? unlinked.seq : unlinked.seq - 1, "another segment was put in its place");
	}

	#missing(upTo: number): void {
		if (upTo <= this.#next) return;
		this.#settle(false);
		const missing = upTo - this.#next;
		this.#counts.missing += missing;
		this.#break(this.#next, missingText(this.#next, missing), "missing");
		this.#previous = undefined;
		this.#next = upTo;
	}

	#break(seq: number, reason: string, kind: LaneBreak["kind"] = "altered"): void {
		if (!this.#first || seq < this.#first.seq) this.#first = { lane: this.#lane, seq, kind, reason };
	}
}

/** What the header counts; where it cannot be read, as many as there are commitments. */
function countOf(item: SegmentItem): number {
	try {
		return decodeHeader(item.header).count;
	} catch {
		return Math.floor(item.commitments.length / HASH);
	}
}
