import { lane, seq } from "../../ledger/identifiers.ts";
import type { Probe } from "../probe.ts";

/** Every event walked lies in an unbroken chain and matches its commitment. */
export const ledgerIntegrity: Probe = {
	examine({ integrity }) {
		const { total, verified, breaks } = integrity;
		const because = `${verified} of ${total} events verified in ${integrity.segments} segments`;
		if (breaks.length > 0 || verified < total)
			return {
				status: "ineffective",
				population: total,
				findings: breaks.map(({ lane, seq, reason }) => ({
					what: `the chain breaks: ${reason}`,
					where: [`${lane}.${seq}`],
				})),
				because,
			};
		return {
			status: total > 0 ? "effective" : "insufficient-evidence",
			population: total,
			findings: [],
			because,
		};
	},
	violate: (evidence) => ({
		...evidence,
		integrity: {
			...evidence.integrity,
			total: evidence.integrity.total + 1,
			breaks: [{ lane: lane(0), seq: seq(0), reason: "planted" }, ...evidence.integrity.breaks],
		},
	}),
};
