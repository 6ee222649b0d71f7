import { plural } from "../../cli/terminal/table.ts";
import { verifyLedger } from "../../cli/verify-ledger.ts";
import { check, type Outcome } from "./check.ts";
import { findIncidents, outbox } from "./find-incidents.ts";
import { orderReports } from "./order-reports.ts";
import { playSample } from "./play-sample.ts";
import { tellStory } from "./story.ts";
import type { Trial } from "./trial.ts";

/**
 * What somebody sees who starts it: a sample day sealed, its attacks found and alerted, reports on it, all verified.
 * @returns what did not hold, a sentence each
 */
export async function showNewcomer(
	trial: Trial,
	options: { sample: boolean; environment: Readonly<Record<string, string | undefined>> },
): Promise<string[]> {
	const { terminal, directory } = trial;
	const played = options.sample ? await playSample(trial, options.environment) : undefined;
	let sample: Outcome["sample"];
	if (played) {
		const { record, day } = played;
		// Before the reports: they count what was found.
		const incidents = await findIncidents(trial, record.day);
		const reports = await orderReports(trial, record);
		sample = { record, planted: day.incidents, incidents, outbox: outbox(directory), reports };
	}
	const { verification, lanes } = await verifyLedger(trial.api("auditor"), ({ segments, events }) =>
		terminal.progress(`verifying: ${plural(segments, "segment")}, ${plural(events, "event")} …`),
	);
	const response = await trial.fetch(`${trial.api("auditor").url}/v1/health`);
	const { status = "unreadable" } = (await response.json()) as { status?: string };
	const outcome: Outcome = { health: status, verification, lanes, ...(sample ? { sample } : {}) };
	tellStory(terminal, outcome, {
		directory,
		firstSealed: played?.firstSealed,
		...(played ? { day: played.day } : {}),
	});
	return check(outcome);
}
