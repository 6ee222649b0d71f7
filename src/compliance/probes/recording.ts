import { lane, seq } from "../../ledger/identifiers.ts";
import type { Probe } from "../probe.ts";

/** Events arrive, every lane is numbered without a gap, and both readers of the ledger have kept up. */
export const recording: Probe = {
	examine({ events, lanes, integrity }) {
		const behind = lanes.filter(({ head, indexed }) => indexed < head);
		const gaps = integrity.breaks.filter(({ reason }) => reason.includes("missing"));
		const because = `${events} events in the period, ${lanes.length} lanes, ${behind.length} not read to their head`;
		const findings = [
			...gaps.map(({ lane, seq }) => ({ what: "a segment is missing", where: [`${lane}.${seq}`] })),
			...behind.map(({ lane, head, indexed }) => ({
				what: `the tamper watch has read lane ${lane} to ${indexed < 0 ? "nowhere" : indexed} of ${head}`,
				where: [`${lane}.${head}`],
			})),
		];
		if (findings.length > 0) return { status: "ineffective", population: lanes.length, findings, because };
		return {
			status: events > 0 ? "effective" : "insufficient-evidence",
			population: lanes.length,
			findings,
			because,
		};
	},
	violate: (evidence) => ({
		...evidence,
		lanes: [...evidence.lanes, { lane: lane(255), head: seq(9), segmentHash: "", detected: 9, indexed: 0 }],
	}),
};
