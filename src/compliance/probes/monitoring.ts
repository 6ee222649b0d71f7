import { lane, seq } from "../../ledger/identifiers.ts";
import type { Probe } from "../probe.ts";
import { triage } from "./triage.ts";

/** Detection has read every lane to its head, and what it found was taken up in time. */
export const monitoring: Probe = {
	examine({ events, incidents, lanes }, { asOf }) {
		const silent = lanes.filter(({ head, detected }) => detected < head);
		const judged = triage(incidents, asOf);
		const because = `detection has read ${lanes.length - silent.length} of ${lanes.length} lanes to their head; ${incidents.length} incidents in the period`;
		const findings = [
			...silent.map(({ lane, head, detected }) => ({
				what: `detection has read lane ${lane} to ${detected < 0 ? "nowhere" : detected} of ${head}`,
				where: [`${lane}.${head}`],
			})),
			...judged.findings,
		];
		const population = lanes.length + incidents.length;
		if (silent.length > 0) return { status: "ineffective", population, findings, because };
		if (events === 0 && incidents.length === 0)
			return { status: "insufficient-evidence", population, findings, because };
		return { status: judged.status, population, findings, because };
	},
	violate: (evidence) => ({
		...evidence,
		lanes: [...evidence.lanes, { lane: lane(255), head: seq(9), segmentHash: "", detected: 0, indexed: 9 }],
	}),
};
