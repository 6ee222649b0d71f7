import type { IncidentEvidence } from "../evidence.ts";
import type { Finding } from "../probe.ts";
import type { Status } from "../status.ts";

/** How long a high or critical incident may wait for a person before it counts against a control. */
export const TRIAGE_HOURS = 72;

/** Judges incidents by whether somebody took them up in time. */
export function triage(
	incidents: readonly IncidentEvidence[],
	asOf: number,
): {
	status: Extract<Status, "effective" | "effective-with-exceptions" | "ineffective">;
	findings: Finding[];
} {
	const late = incidents.filter(
		({ openedAt, triagedAt }) => (triagedAt ?? asOf) - openedAt > TRIAGE_HOURS * 3_600_000,
	);
	const waiting = incidents.filter(
		(incident) => incident.triagedAt === undefined && !late.includes(incident),
	);
	const finding = (what: string) => (incident: IncidentEvidence) => ({
		what: `${incident.rule} (${incident.severity}, ${incident.count} events) ${what}`,
		where: [incident.id, ...incident.events],
	});
	const findings = [
		...late.map(finding(`was not taken up within ${TRIAGE_HOURS} hours`)),
		...waiting.map(finding("waits to be taken up")),
	];
	if (late.length > 0) return { status: "ineffective", findings };
	return { status: waiting.length > 0 ? "effective-with-exceptions" : "effective", findings };
}

/** An incident that nobody took up in time, for a probe to prove itself on. */
export const neglectedIncident = (asOf: number, rule: string): IncidentEvidence => ({
	id: "planted",
	rule,
	severity: "high",
	status: "open",
	count: 1,
	firstAt: asOf - (TRIAGE_HOURS + 1) * 3_600_000,
	openedAt: asOf - (TRIAGE_HOURS + 1) * 3_600_000,
	events: [],
});
