import type { Severity } from "../incidents/severity.ts";
import type { Predicate } from "./sigma/event-model.ts";
import type { Window } from "./window.ts";

/** A rule as it runs: which events count, in which groups, and how many of them within how long make it fire. */
export interface Rule<Event> {
	/** Stands in every incident and alert. */
	id: string;
	title: string;
	severity: Severity;
	tags: readonly string[];
	runbook?: string;
	matches: Predicate<Event>;
	/** Fields whose values tell groups apart; an event without one of them counts in no group. Empty: one group. */
	groupBy: readonly string[];
	window: Window;
}
