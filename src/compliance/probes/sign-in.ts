import type { Probe } from "../probe.ts";
import { neglectedIncident, triage } from "./triage.ts";

/** Rules whose incidents are attacks on sign-in. */
const attack = /^brute-force-/;

/** Sign-ins are recorded with their outcome, and attacks on them were taken up in time. */
export const signIn: Probe = {
	examine({ signIns, incidents }, { asOf }) {
		const population = signIns.success + signIns.failure + signIns.denied;
		const attacks = incidents.filter(({ rule }) => attack.test(rule));
		const { status, findings } = triage(attacks, asOf);
		const because = `${population} sign-ins (${signIns.success} succeeded, ${signIns.failure} failed, ${signIns.denied} denied), ${attacks.length} attacks on sign-in`;
		if (population === 0 && attacks.length === 0)
			return { status: "insufficient-evidence", population, findings, because };
		return { status, population, findings, because };
	},
	violate: (evidence, { asOf }) => ({
		...evidence,
		incidents: [...evidence.incidents, neglectedIncident(asOf, "brute-force-account")],
	}),
};
