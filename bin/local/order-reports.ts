import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Static } from "typebox";
import type { reportAnswer, reportOrdered } from "../../src/api/answers.ts";
import { type Framework, frameworkIds } from "../../src/compliance/framework.ts";
import type { Score } from "../../src/compliance/score.ts";
import { type SampleRecord, writeSampleRecord } from "./sample-record.ts";
import type { Trial } from "./trial.ts";

const DAY = 86_400_000;
/** Longest wait for all of them, and between two looks, in milliseconds. */
const WAIT = 90_000;
const LOOK = 300;

export interface OrderedReport {
	framework: Framework;
	id: string;
	state: Static<typeof reportAnswer>["state"];
	failure: string | undefined;
	score: Score | undefined;
	integrity: { verified: number; total: number } | undefined;
	/** The page, saved for a person to open. */
	path: string | undefined;
}

/**
 * A report of each framework on the sample day, ordered once per state directory, waited for, and its page saved as
 * `<state>/reports/<framework>.html`. One that is not ready in time is given back in the state that it has.
 */
export async function orderReports(trial: Trial, record: SampleRecord): Promise<OrderedReport[]> {
	const api = trial.api("auditor");
	const period = {
		from: new Date(record.day).toISOString(),
		to: new Date(record.day + DAY).toISOString(),
	};
	for (const framework of frameworkIds) {
		if (record.reports[framework] !== undefined) continue;
		const { id } = await api.send<Static<typeof reportOrdered>>("POST", "/v1/reports", {
			framework,
			...period,
		});
		record.reports[framework] = id;
		writeSampleRecord(trial.directory, record);
	}
	const end = trial.timing.now() + WAIT;
	for (;;) {
		// One after the other: four at once would make the cloud start four instances of the function.
		const found: OrderedReport[] = [];
		for (const framework of frameworkIds) found.push(await look(trial, record, framework));
		const waiting = found.filter(({ state }) => state === "queued" || state === "running");
		if (waiting.length === 0 || trial.timing.now() >= end) return found;
		trial.terminal.progress(`waiting for reports: ${waiting.map(({ framework }) => framework).join(", ")} …`);
		await trial.timing.sleep(LOOK);
	}
}

async function look(trial: Trial, record: SampleRecord, framework: Framework): Promise<OrderedReport> {
	const id = record.reports[framework] ?? "";
	const api = trial.api("auditor");
	// `score` is beside `integrity` in the register's headline.
	const report = await api.get<Static<typeof reportAnswer> & { score?: Score }>(`/v1/reports/${id}`);
	const { state, failure, score, integrity } = report;
	const path = state === "ready" ? await save(trial, framework, id) : undefined;
	return { framework, id, state, failure, score, integrity, path };
}

async function save(trial: Trial, framework: Framework, id: string): Promise<string> {
	const folder = join(trial.directory, "reports");
	const path = join(folder, `${framework}.html`);
	mkdirSync(folder, { recursive: true, mode: 0o700 });
	writeFileSync(path, await trial.api("auditor").getText(`/v1/reports/${id}`, { format: "html" }), {
		mode: 0o600,
	});
	return path;
}
