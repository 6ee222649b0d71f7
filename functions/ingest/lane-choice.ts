import { type Lane, lane, type TenantId } from "../../src/ledger/identifiers.ts";

/** The last segment of a lane as far as this worker knows; `seq` is -1 where there is none. */
export interface Head {
	seq: number;
	hash: Uint8Array;
}

/** Among how many lanes a worker chooses: it moves on after each batch that met another writer. */
const widths = [1, 4, 16, 64, 256];
/** An older head was probably overtaken; reading it anew is cheaper than a conflict. Milliseconds. */
const HEAD_LIFE = 10_000;
/** Tenants whose lanes a worker remembers. */
const REMEMBERED = 4096;

interface Place {
	lane: Lane;
	width: number;
	head: Head | undefined;
	seenAt: number;
}

/**
 * The lane in which this worker writes for a tenant. It stays there, so that its head is known without asking, until
 * another writer is met; then later batches go to a random lane among more and more of them. One writer needs one
 * lane; many writers end up with one each.
 */
export class LaneChoice {
	readonly #places = new Map<TenantId, Place>();
	readonly #random: (size: number) => Uint8Array;
	constructor(random: (size: number) => Uint8Array) {
		this.#random = random;
	}
	/** Lane and, if it was seen lately, head. The head may be stale; the conditional put finds out. */
	at(tenant: TenantId, now: number): { lane: Lane; head: Head | undefined } {
		const place = this.#places.get(tenant);
		if (!place) return { lane: lane(0), head: undefined };
		return { lane: place.lane, head: now - place.seenAt < HEAD_LIFE ? place.head : undefined };
	}
	/** After an append in this worker's lane: where it went and whether another writer was in the way. */
	settle(tenant: TenantId, appended: { lane: Lane; head: Head }, contended: boolean, now: number): void {
		const place = this.#places.get(tenant) ?? { lane: lane(0), width: 0, head: undefined, seenAt: 0 };
		// A retry may have been bound to another lane; that says nothing about ours.
		if (place.lane !== appended.lane) return;
		this.#places.delete(tenant);
		if (contended) {
			const width = Math.min(place.width + 1, widths.length - 1);
			const [byte = 0] = this.#random(1);
			this.#places.set(tenant, {
				lane: lane(byte % (widths[width] ?? 1)),
				width,
				head: undefined,
				seenAt: now,
			});
		} else this.#places.set(tenant, { ...place, head: appended.head, seenAt: now });
		if (this.#places.size > REMEMBERED) this.#forgetOldest();
	}
	#forgetOldest(): void {
		for (const tenant of this.#places.keys()) {
			this.#places.delete(tenant);
			return;
		}
	}
}
