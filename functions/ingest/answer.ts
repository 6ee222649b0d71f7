import type { EventProblem } from "../../src/event/event-problem.ts";
import type { Verdict } from "../../src/event/judge-batch.ts";
import { formatRef } from "../../src/ledger/identifiers.ts";
import type { Appended } from "./append.ts";

/** Where an accepted event lies. */
export interface Receipt {
	/** `<lane>.<seq>.<index>` */
	ref: string;
	lane: number;
	seq: number;
	index: number;
	/** Hexadecimal. */
	segmentHash: string;
}

export interface EventResult {
	/** The producer's id, or the one that was assigned; `null` for a rejected event without a usable id. */
	id: string | null;
	status: "accepted" | "duplicate" | "rejected";
	receipt?: Receipt;
	problem?: EventProblem;
}

/** One result for each event of the request, in its order. */
export function results(verdicts: readonly Verdict[], appended: Appended | undefined): EventResult[] {
	let index = 0;
	const receipts: (Receipt | undefined)[] = [];
	return verdicts.map((verdict, at) => {
		if (verdict.status === "rejected")
			return { id: verdict.id, status: "rejected", problem: verdict.problem };
		const own = verdict.status === "accepted" ? appended && receipt(appended, index++) : receipts[verdict.of];
		receipts[at] = own;
		const id = verdict.status === "accepted" ? verdict.event.id : verdict.id;
		return { id, status: verdict.status, ...(own && { receipt: own }) };
	});
}

function receipt({ lane, seq, segmentHash }: Appended, index: number): Receipt {
	return {
		ref: formatRef({ lane, seq, index }),
		lane,
		seq,
		index,
		segmentHash: Buffer.from(segmentHash).toString("hex"),
	};
}
