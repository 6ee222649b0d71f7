import { type EventFilter, wanted } from "../../src/api/event-filter.ts";
import { AuditTrailError, type ErrorCode } from "../../src/errors.ts";
import type { ReadEvent } from "../../src/ledger/read-event.ts";
import type { SegmentItem } from "../../src/ledger/segment-item.ts";
import { eventView } from "./event-view.ts";
import type { TenantReads } from "./ports.ts";

/** A page opens at most so many segments: what it costs does not depend on how rare the wanted events are. */
const SEGMENTS = 200;
/** A page ends this long before its deadline. */
const SPARE_MILLISECONDS = 3_000;
/** Event bytes of a page; the answer stays below what Lambda may return. */
const BYTES = 3_000_000;

const damage: ReadonlySet<ErrorCode> = new Set(["ciphertext-invalid", "format-invalid"]);

/** The events of one answer, gathered until there are enough or the work is. */
export class EventPage {
	readonly #found: ReadEvent[] = [];
	readonly #unreadable: { lane: number; seq: number; code: ErrorCode }[] = [];
	#bytes = 0;
	#segments = 0;
	readonly #bounds: { limit: number; deadline: number; now: () => number };
	readonly #filter: EventFilter;
	readonly #reads: TenantReads;

	constructor(
		reads: TenantReads,
		filter: EventFilter,
		bounds: { limit: number; deadline: number; now: () => number },
	) {
		this.#reads = reads;
		this.#filter = filter;
		this.#bounds = bounds;
	}

	/** No further segment may be opened. A late page still takes one, so that following the cursors always ends. */
	isWorked(): boolean {
		const { deadline, now } = this.#bounds;
		return this.#segments >= SEGMENTS || (this.#segments > 0 && now() > deadline - SPARE_MILLISECONDS);
	}

	/**
	 * Adds a segment's wanted events.
	 * @param within the indices that count, in the order in which they are taken
	 * @returns the index of the first that had no room
	 */
	async take(
		item: SegmentItem,
		within: { from?: number; until?: number; newestFirst?: boolean },
	): Promise<number | undefined> {
		const events = (await this.#open(item)).slice(within.from ?? 0, within.until);
		if (within.newestFirst) events.reverse();
		for (const event of events) {
			if (!wanted(this.#filter, event.event)) continue;
			const size = JSON.stringify(event.event).length;
			const full =
				this.#found.length >= this.#bounds.limit || (this.#found.length > 0 && this.#bytes + size > BYTES);
			if (full) return event.ref.index;
			this.#found.push(event);
			this.#bytes += size;
		}
		return undefined;
	}

	answer(cursor: string | undefined) {
		return {
			events: this.#found.map(eventView),
			...(cursor === undefined ? {} : { cursor }),
			scanned: { segments: this.#segments },
			...(this.#unreadable.length > 0 ? { unreadable: this.#unreadable } : {}),
		};
	}

	/** One damaged segment must not hide all others: it is named, and the list goes on. */
	async #open(item: SegmentItem): Promise<ReadEvent[]> {
		this.#segments++;
		try {
			return await this.#reads.readEvents(item);
		} catch (error) {
			if (!(error instanceof AuditTrailError) || !damage.has(error.code)) throw error;
			this.#unreadable.push({ lane: item.lane, seq: item.seq, code: error.code });
			return [];
		}
	}
}
