import { plural, table } from "../../cli/terminal/table.ts";
import type { Terminal } from "../../cli/terminal/terminal.ts";
import { frameworks } from "../../src/compliance/framework.ts";
import type { SampleDay } from "../../src/sample/sample-day.ts";
import type { Outcome } from "./check.ts";
import { shown } from "./shown.ts";

const percent = (share: number | null | undefined) =>
	share === null || share === undefined ? "–" : `${Math.round(share * 100)} %`;

/**
 * What happened, for somebody who sees it for the first time.
 * @param firstSealed milliseconds from the start of the process to the first receipt
 */
export function tellStory(
	terminal: Terminal,
	outcome: Outcome,
	{ day, firstSealed, directory }: { day?: SampleDay; firstSealed: number | undefined; directory: string },
): void {
	const { verification, lanes, sample } = outcome;
	const head = (text: string) => terminal.out(`\n${terminal.bold(text)}`);
	if (sample && day) {
		const date = new Date(sample.record.day).toISOString().slice(0, 10);
		head(`A sample day: ${date} at ${day.organisation}, where nobody is real`);
		for (const about of day.planted) terminal.out(`  planted: ${about}`);
	}
	head("Sealed");
	terminal.out(
		`  ${plural(verification.events, "event")} in ${plural(verification.segments, "segment")} of ${plural(lanes, "lane")}, encrypted and chained`,
	);
	if (firstSealed !== undefined)
		terminal.out(`  the first one ${(firstSealed / 1000).toFixed(1)} s after the start`);
	if (sample) {
		const { incidents, outbox, reports, record } = sample;
		head(plural(incidents.length, "incident"));
		table(
			indented(terminal),
			["severity", "rule", "about", "events", "alert"],
			incidents.map(({ severity, rule, group, count, alerted }) => [
				severity,
				rule,
				Object.values(group).join(" "),
				count,
				alerted ? "published" : "NOT published",
			]),
		);
		terminal.out(
			`  ${plural(outbox.email, "mail")} and ${plural(outbox.sms, "text message")} lie in ${shown(`${directory}/outbox`)}`,
		);
		if (!record.comparable)
			terminal.out(
				"  The thresholds are not the usual ones, so these are not compared with what was planted.",
			);
		head(plural(reports.length, "report"));
		table(
			indented(terminal),
			["framework", "proven", "at best", "page"],
			reports.map(({ framework, state, score, path }) => [
				frameworks[framework].name,
				percent(score?.floor),
				percent(score?.ceiling),
				path === undefined ? state : shown(path),
			]),
		);
	}
	head("Verified");
	terminal.out(`  the installation is ${outcome.health}`);
	const { verified, total } = verification.integrity;
	terminal.out(
		`  ${verification.verdict}: ${verified.toLocaleString("en-US")} of ${plural(total, "event")}, every hash and chain recomputed from the raw segments`,
	);
	if (verification.firstBreak) {
		const { lane, seq, reason } = verification.firstBreak;
		terminal.out(`  first break: lane ${lane}, segment ${seq}: ${reason}`);
	}
}

const indented = (terminal: Terminal): Terminal => ({
	...terminal,
	out: (line) => terminal.out(`  ${line}`),
});
