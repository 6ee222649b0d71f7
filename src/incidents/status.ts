import { AuditTrailError } from "../errors.ts";

/**
 * An incident's lifecycle: from each state, the states that a person may move it to. A closed incident stays
 * closed: what happens after it opens a new one, so that nobody's verdict is changed behind his back.
 */
export const transitions = {
	open: ["acknowledged", "investigating", "resolved", "false-positive"],
	acknowledged: ["investigating", "resolved", "false-positive"],
	investigating: ["resolved", "false-positive"],
	resolved: [],
	"false-positive": [],
} as const satisfies Record<string, readonly string[]>;

export type Status = keyof typeof transitions;

export const isStatus = (text: unknown): text is Status =>
	typeof text === "string" && Object.hasOwn(transitions, text);

export const isClosed = (status: Status): boolean => transitions[status].length === 0;

/** @throws AuditTrailError `state-conflict` where the lifecycle has no such step */
export function assertTransition(from: Status, to: Status): void {
	const allowed: readonly Status[] = transitions[from];
	if (allowed.includes(to)) return;
	throw new AuditTrailError(
		"state-conflict",
		allowed.length === 0
			? `the incident is ${from}; a closed incident does not change`
			: `an incident that is ${from} can become ${allowed.join(", ")}, not ${to}`,
	);
}
