import { genesisHash } from "./genesis.ts";
import type { SegmentCheck } from "./lane-page.ts";
import { misfit } from "./misfit.ts";
import { decodeHeader } from "./segment-header.ts";
import type { SegmentItem } from "./segment-item.ts";
import { sha256 } from "./sha256.ts";
import { HASH } from "./tree.ts";

/**
 * Holds a segment against its own hashes and its place, without any key.
 * @param previous hex of the segment hash before it; the lane's genesis hash is known where it is the first
 */
export function checkSegment(item: SegmentItem, previous: string | undefined): SegmentCheck {
	const before =
		item.seq === 0
			? genesisHash(sha256, item.tenant, item.lane)
			: previous === undefined
				? undefined
				: Buffer.from(previous, "hex");
	const reason = misfit(sha256, item, before);
	const hash = Buffer.from(item.segmentHash).toString("hex");
	return { ...counted(item), hash, ...(reason !== undefined && { reason }) };
}

/** What the header says; where it cannot be read, as many events as there are commitments. */
function counted(item: SegmentItem): Pick<SegmentCheck, "events" | "receivedAt"> {
	try {
		const { count, receivedAt } = decodeHeader(item.header);
		return { events: count, receivedAt };
	} catch {
		return { events: Math.floor(item.commitments.length / HASH), receivedAt: undefined };
	}
}
