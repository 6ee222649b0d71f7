import { AuditTrailError } from "../errors.ts";
import { catalogueVersion, controlsOf } from "./catalogue/catalogue.ts";
import type { Control, ProbeName } from "./control.ts";
import type { Evidence, Period } from "./evidence.ts";
import { type Framework, frameworks } from "./framework.ts";
import type { Finding, Probe } from "./probe.ts";
import { ledgerIntegrity } from "./probes/ledger-integrity.ts";
import { monitoring } from "./probes/monitoring.ts";
import { recording } from "./probes/recording.ts";
import { signIn } from "./probes/sign-in.ts";
import { type Score, score } from "./score.ts";
import { type Status, worst } from "./status.ts";

const probes: Record<ProbeName, Probe> = {
	"ledger-integrity": ledgerIntegrity,
	recording,
	"sign-in": signIn,
	monitoring,
};

export interface AssessedControl {
	id: string;
	oscalId: string;
	title: string;
	asks: string;
	status: Status;
	population: number;
	because: string[];
	findings: Finding[];
	beyond: string;
}

/** A framework's controls judged for a period. Holds references, never a value of an event. */
export interface Assessment {
	version: 1;
	tenant: string;
	framework: Framework;
	edition: string;
	catalogue: string;
	/** RFC 3339, half-open. */
	period: { from: string; to: string };
	/** When incidents were looked at, and the lanes' heads that were read: the same ones give the same bytes. */
	asOf: { at: string; lanes: { lane: number; head: number; segmentHash: string }[] };
	integrity: { verified: number; total: number; score: number | null };
	score: Score;
	events: { inPeriod: number; unreadable: number };
	controls: AssessedControl[];
	limits: string[];
}

/**
 * Judges a framework. Deterministic: the same evidence, period and time give the same assessment.
 * @throws AuditTrailError `request-invalid` when the period is empty.
 */
export function assess(input: {
	tenant: string;
	framework: Framework;
	period: Period;
	/** Milliseconds since 1970. */
	asOf: number;
	evidence: Evidence;
}): Assessment {
	const { tenant, framework, period, asOf, evidence } = input;
	if (!(period.from < period.to))
		throw new AuditTrailError("request-invalid", "a period begins before it ends");
	const time = (milliseconds: number) => new Date(milliseconds).toISOString();
	const controls = controlsOf(framework, time(period.to).slice(0, 10)).map((control) =>
		assessControl(control, evidence, asOf),
	);
	const { verified, total } = evidence.integrity;
	return {
		version: 1,
		tenant,
		framework,
		edition: frameworks[framework].edition,
		catalogue: catalogueVersion,
		period: { from: time(period.from), to: time(period.to) },
		asOf: {
			at: time(asOf),
			lanes: evidence.lanes.map(({ lane, head, segmentHash }) => ({ lane, head, segmentHash })),
		},
		integrity: { verified, total, score: total === 0 ? null : verified / total },
		score: score(controls.map(({ status }) => status)),
		events: { inPeriod: evidence.events, unreadable: evidence.unreadable },
		controls,
		limits: [
			"Judged are only controls that the ledger's own integrity and the recorded events can prove.",
			"A system that sends no events is not seen. This is not an audit opinion.",
			...(evidence.unreadable > 0
				? [`${evidence.unreadable} events could not be read (erased or no longer kept) and were not judged.`]
				: []),
		],
	};
}

function assessControl(control: Control, evidence: Evidence, asOf: number): AssessedControl {
	const [first, ...rest] = control.probes;
	const examined = examine(first, evidence, asOf);
	const results = [examined, ...rest.map((name) => examine(name, evidence, asOf))] as const;
	const { id, oscalId, title, asks, beyond } = control;
	return {
		id,
		oscalId,
		title,
		asks,
		status: worst([examined.status, ...results.slice(1).map(({ status }) => status)]),
		population: Math.max(...results.map(({ population }) => population)),
		because: results.map(({ because }) => because),
		findings: results.flatMap(({ findings }) => findings),
		beyond,
	};
}

/** Runs a probe, after it has shown on a planted violation that it can see one. */
function examine(name: ProbeName, evidence: Evidence, asOf: number) {
	const probe = probes[name];
	if (probe.examine(probe.violate(evidence, { asOf }), { asOf }).status !== "ineffective")
		return {
			status: "not-run" as const,
			population: 0,
			findings: [],
			because: `the probe ${name} did not see a planted violation; its result does not count`,
		};
	return probe.examine(evidence, { asOf });
}
