import type { Framework } from "./framework.ts";

/** Names of the probes: each looks at the evidence in one way. */
export type ProbeName = "ledger-integrity" | "recording" | "sign-in" | "monitoring";

/** One requirement of a framework and how this ledger can prove it. */
export interface Control {
	framework: Framework;
	/** As the source names it, e.g. `164.312(b)`. */
	id: string;
	/** The same as an NCName, for OSCAL. */
	oscalId: string;
	title: string;
	/** In our own words: what an operator has to have done. */
	asks: string;
	/** All of these must hold for the control to be effective. */
	probes: readonly [ProbeName, ...ProbeName[]];
	/** What the ledger cannot see of this control; printed beside its status. */
	beyond: string;
	/** Day from which this wording of the control applies (ISO date). */
	effectiveFrom: string;
}
