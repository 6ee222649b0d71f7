import { type Problem, problem } from "../../src/access/problem.ts";
import { AuditTrailError } from "../../src/errors.ts";
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
	/** The producer's id, or the one that was assigned; absent from a rejected event without a usable id. */
	id?: string;
	status: "accepted" | "duplicate" | "rejected";
	receipt?: Receipt;
	problem?: Problem;
}

/** One result for each event of the request, in its order. */
export function results(verdicts: readonly Verdict[], appended: Appended | undefined): EventResult[] {
	let index = 0;
	const receipts: (Receipt | undefined)[] = [];
	return verdicts.map((verdict, at) => {
		if (verdict.status === "rejected") {
			const { id } = verdict;
			const refused = problem(new AuditTrailError(verdict.problem.code, verdict.problem.detail));
			return { ...(id !== undefined && { id }), status: "rejected", problem: refused };
		}
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
