import { decodeHeader, type SegmentHeader } from "./segment-header.ts";
import type { SegmentItem } from "./segment-item.ts";
import type { Sha256 } from "./sha256.ts";
import { HASH, leafHash, treeRoot } from "./tree.ts";

/**
 * Why a segment is not what an append writes at its place, without any key; `undefined` where it fits.
 * @param previous segment hash before it, or the lane's genesis hash; `undefined` where that is unknown
 * @param now milliseconds since 1970: a body whose keep-until lies before it may be gone; without it, none may
 */
export function misfit(
	sha256: Sha256,
	item: SegmentItem,
	previous: Uint8Array | undefined,
	now?: number,
): string | undefined {
	const header = headerOf(item);
	if (!header) return "its header cannot be read";
	if (header.tenant !== item.tenant || header.lane !== item.lane || header.seq !== item.seq)
		return "its header names another place";
	if (!same(leafHash(sha256, item.header), item.segmentHash)) return "its hash is not that of its header";
	if (!same(header.prev, item.prevHash)) return "its header names another predecessor than its item";
	if (previous && !same(previous, item.prevHash)) return "it does not follow on the segment before it";
	if (item.commitments.length !== header.count * HASH) return "it has more or fewer commitments than events";
	if (!same(treeRoot(sha256, item.commitments), header.eventRoot))
		return "its commitments are not those of its header";
	if (!item.body) {
		if (now !== undefined && now >= header.keepUntil) return undefined;
		return "its body is missing";
	}
	const digest = new Uint8Array(HASH);
	sha256(item.body, digest, 0);
	return same(digest, header.bodyDigest) ? undefined : "its body is not the one of its header";
}

function headerOf(item: SegmentItem): SegmentHeader | undefined {
	try {
		return decodeHeader(item.header);
	} catch {
		return undefined;
	}
}

/** Whether two byte strings are one. What is compared is public: time says nothing. */
export const same = (a: Uint8Array, b: Uint8Array): boolean =>
	a.length === b.length && a.every((byte, i) => byte === b[i]);
