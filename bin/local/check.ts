import type { Verification } from "../../cli/verify-ledger.ts";
import type { PlantedIncident } from "../../src/sample/attacks.ts";
import type { Incident } from "./find-incidents.ts";
import type { OrderedReport } from "./order-reports.ts";
import type { SampleRecord } from "./sample-record.ts";

/** What a start came to. */
export interface Outcome {
	health: string;
	verification: Verification;
	lanes: number;
	/** Absent where no sample day was played. */
	sample?: {
		record: SampleRecord;
		planted: readonly PlantedIncident[];
		incidents: readonly Incident[];
		/** Messages in the outbox. */
		outbox: { email: number; sms: number };
		reports: readonly OrderedReport[];
	};
}

/** What did not hold, a sentence each; empty where all did. */
export function check({ health, verification, sample }: Outcome): string[] {
	const wrong: string[] = [];
	if (health !== "healthy") wrong.push(`the installation is ${health}: \`npx audit-trail doctor\` says why`);
	if (verification.verdict !== "VALID") wrong.push(`the ledger is ${verification.verdict}`);
	if (!sample) return wrong;
	const { record, incidents, outbox, reports } = sample;
	if (record.sealed !== record.events)
		wrong.push(`${record.events} events were sent, ${record.sealed} sealed`);
	if (verification.integrity.verified < record.sealed)
		wrong.push(`${record.sealed} events were sealed, ${verification.integrity.verified} verified`);
	if (record.comparable) wrong.push(...differences(sample.planted, incidents));
	const quiet = incidents.filter(({ alerted }) => !alerted).length;
	if (quiet > 0) wrong.push(`${quiet} of ${incidents.length} incidents are not alerted`);
	if (outbox.email < incidents.length)
		wrong.push(`the outbox holds ${outbox.email} mails for ${incidents.length} incidents`);
	for (const { framework, state, failure } of reports)
		if (state !== "ready")
			wrong.push(`the ${framework} report is ${state}${failure === undefined ? "" : `: ${failure}`}`);
	return wrong;
}

function differences(planted: readonly PlantedIncident[], found: readonly Incident[]): string[] {
	const name = ({ rule, group, count }: PlantedIncident | Incident) =>
		`${rule} ${Object.values(group).join(" ")} with ${count} events`;
	const expected = planted.map(name);
	const got = found.map(name);
	return [
		...expected.filter((one) => !got.includes(one)).map((one) => `planted but not found: ${one}`),
		...got.filter((one) => !expected.includes(one)).map((one) => `found but not planted: ${one}`),
		...(got.length > new Set(got).size ? ["one incident was found twice"] : []),
	];
}
