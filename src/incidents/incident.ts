import type { TenantId } from "../ledger/identifiers.ts";
import type { Contribution } from "./contribution.ts";
import type { SealedValue } from "./sealed-value.ts";
import type { Severity } from "./severity.ts";
import type { Status } from "./status.ts";

/** How many references to events an incident keeps as examples. */
export const EVENTS_KEPT = 20;

/**
 * A case: a rule that matched for one group of values, with a lifecycle. At most one is open for each rule and
 * group. Times are milliseconds since 1970 in UTC. No value of an event stands in it unsealed.
 */
export interface Incident {
	tenant: TenantId;
	/** Derived from rule, group and `after`: whoever finds the same thing makes the same id. */
	id: string;
	rule: string;
	severity: Severity;
	status: Status;
	/** Keyed token of the group's values. */
	group: string;
	/** The group's values for display, each sealed under the key of the person it belongs to, or the tenant's. */
	values: SealedValue[];
	/** Distinct events; the sum over `contributions`, never counted up. */
	count: number;
	/** When its first and its last event occurred. */
	firstAt: number;
	lastAt: number;
	/** What each stretch of event time adds: merged by maximum, so that order and repetition change nothing. */
	contributions: Contribution[];
	/** References (`<lane>.<seq>.<index>`) of some of its events. */
	events: string[];
	/** Events that occurred up to here belong to an earlier, closed incident of the same rule and group. */
	after?: number;
	/** When it was written, by the clock of the detector. */
	openedAt: number;
	/** When a person closed it: what occurred until then is his verdict's, what occurs later opens a new one. */
	closedAt?: number;
	/** Steps of its lifecycle, oldest first. */
	history: Step[];
	alert: AlertState;
	/** Each write raises it by one and is conditional on the one that was read. */
	version: number;
}

export interface Step {
	from: Status;
	to: Status;
	at: number;
	/** Id of the credential that asked for it. */
	by: string;
}

/**
 * Written with the incident, before anything is published: whoever finds `pending` after a crash knows that the
 * alert may not have gone out. `source` is what owes the alert, e.g. `detect:3.17`; it is tried again until it
 * is done, and nobody else publishes in the meantime.
 */
export type AlertState = { state: "pending"; source: string } | { state: "published"; at: number };
