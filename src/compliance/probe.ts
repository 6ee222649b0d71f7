import type { Evidence } from "./evidence.ts";
import type { Status } from "./status.ts";

/** What stands against a control, with the places that show it. */
export interface Finding {
	what: string;
	/** Event references (`<lane>.<seq>.<index>`), segment places (`<lane>.<seq>`) or incident ids. */
	where: string[];
}

export interface ProbeResult {
	status: Status;
	/** How many things were looked at. */
	population: number;
	findings: Finding[];
	/** One sentence with the figures that the status rests on. */
	because: string;
}

/** One way to look at the evidence. */
export interface Probe {
	examine(evidence: Evidence, at: { asOf: number }): ProbeResult;
	/**
	 * The same evidence with a violation planted in it. A probe that does not turn `ineffective` on it is blind, and
	 * its results are not counted.
	 */
	violate(evidence: Evidence, at: { asOf: number }): Evidence;
}
