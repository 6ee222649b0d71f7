import { genesisHash } from "../../src/ledger/genesis.ts";
import { misfit } from "../../src/ledger/misfit.ts";
import type { SegmentItem } from "../../src/ledger/segment-item.ts";
import { sha256 } from "../../src/ledger/sha256.ts";
import type { LedgerChange } from "../../stores/ledger-change.ts";
import type { Progress } from "../../stores/watch.ts";
import { laneWork } from "../edge/lane-work.ts";
import type { IndexPorts } from "./ports.ts";
import { reportTampering } from "./report-tampering.ts";

/**
 * Watches every change of the ledger. No role of the product removes a segment or changes one, so a removal or a
 * change is an incident, and so is a segment that does not follow on the one before it, at whichever place it was
 * put. (The one change that the design allows, taking a body away after its keep-until with a logged record, has
 * no writer yet; until it has, a body that goes is a change like any other.)
 * @returns sequence numbers of the records that must be delivered again
 */
export const tamperWatch = (changes: readonly LedgerChange[], ports: IndexPorts): Promise<string[]> =>
	laneWork(
		changes,
		{
			consumer: "index",
			async segment(item, mark) {
				const previous = mark.hash ?? (await hashBefore(item, ports));
				await judge(item, previous, ports);
				return { hash: item.segmentHash };
			},
			async missing(tenant, lane, from, to) {
				const change = from === to ? "missing" : `missing, up to ${to}`;
				await reportTampering({ tenant, lane, seq: from, change, at: ports.now() }, ports);
			},
			async unreadable({ tenant, lane, seq }) {
				const change = "inserted: it could not be judged";
				await reportTampering({ tenant, lane, seq, change, at: ports.now() }, ports);
			},
			again: (item) => judgeAgain(item, ports),
			async changed({ tenant, lane, seq, kind, at }) {
				const change = kind === "REMOVE" ? "removed" : "changed";
				await reportTampering({ tenant, lane, seq, change, at }, ports);
			},
		},
		ports,
	);

async function judge(item: SegmentItem, previous: Uint8Array | undefined, ports: IndexPorts): Promise<void> {
	const reason = misfit(sha256, item, previous);
	if (reason === undefined) return;
	const { tenant, lane, seq } = item;
	await reportTampering({ tenant, lane, seq, change: `inserted: ${reason}`, at: ports.now() }, ports);
}

/** A record that was delivered twice fits as it did before; what somebody put in a freed place does not. */
async function judgeAgain(item: SegmentItem, ports: IndexPorts): Promise<void> {
	await judge(item, await hashBefore(item, ports), ports);
	const [next] = await ports.ledger.segments(item.tenant, item.lane, item.seq + 1, 1);
	if (next?.seq !== item.seq + 1 || Buffer.compare(next.prevHash, item.segmentHash) === 0) return;
	const { tenant, lane, seq } = item;
	const change = "inserted: the segment behind it does not follow on it";
	await reportTampering({ tenant, lane, seq, change, at: ports.now() }, ports);
}

/** The hash that a segment has to name; `undefined` where the segment before it is gone, which was reported. */
async function hashBefore(
	{ tenant, lane, seq }: SegmentItem,
	{ ledger }: IndexPorts,
): Promise<Progress["hash"]> {
	if (seq === 0) return genesisHash(sha256, tenant, lane);
	const [before] = await ledger.segments(tenant, lane, seq - 1, 1);
	return before?.seq === seq - 1 ? before.segmentHash : undefined;
}
