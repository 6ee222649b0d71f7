import { decodeHeader, type SegmentHeader } from "./segment-header.ts";
import type { SegmentItem } from "./segment-item.ts";
import { sha256 } from "./sha256.ts";
import { HASH, leafHash, treeRoot } from "./tree.ts";

/**
 * Why a segment is not what an append writes at its place, without any key; `undefined` where it fits.
 * @param previous segment hash before it, or the lane's genesis hash; `undefined` where that is unknown
 */
export function misfit(item: SegmentItem, previous: Uint8Array | undefined): string | undefined {
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
	if (!item.body) return "its body is missing";
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

const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;
