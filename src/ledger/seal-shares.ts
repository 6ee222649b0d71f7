import { boxText } from "../people/box-text.ts";
import { FRESH, sealBox } from "../people/owner-box.ts";
import type { Share } from "../people/ownership.ts";
import type { BoxOwner } from "./prepare-segment.ts";

/** How an event's line speaks of a box: whose it is, its bytes, and in which parts the event names the owner. */
export type BoxDescriptor = [owner: string, length: number, roles: string];

export interface SealedShares {
	boxes: Buffer[];
	descriptors: BoxDescriptor[];
	/** Bytes of the boxes. */
	length: number;
	/** What counts against the limit of a batch: a box that was compressed counts as it was before. */
	counted: number;
}

/** Seals what people own in one event, one box for each; `fresh` holds 16 random bytes for each, from `at` on. */
export function sealShares(
	shares: readonly Share[],
	ownerOf: (share: Share) => BoxOwner,
	fresh: Uint8Array,
	at: number,
): SealedShares {
	const sealed: SealedShares = { boxes: [], descriptors: [], length: 0, counted: 0 };
	for (const share of shares) {
		const owner = ownerOf(share);
		const json = JSON.stringify(share.values);
		const box = sealBox(owner.key, fresh.subarray(at, at + FRESH), boxText(json));
		at += FRESH;
		sealed.boxes.push(box);
		sealed.descriptors.push([owner.id, box.length, share.roles.join("")]);
		sealed.length += box.length;
		sealed.counted += Math.max(box.length, json.length);
	}
	return sealed;
}
