import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Static } from "typebox";
import type { incidentsAnswer } from "../../src/api/answers.ts";
import type { Trial } from "./trial.ts";

export type Incident = Static<typeof incidentsAnswer>["incidents"][number];

const DAY = 86_400_000;
/** Longest wait for alerts, and between two looks, in milliseconds. */
const WAIT = 60_000;
const LOOK = 300;

/**
 * The incidents that began on a day, oldest first, once each of them is alerted and its mail is out, or after the
 * longest wait as they are.
 */
export async function findIncidents(trial: Trial, day: number): Promise<Incident[]> {
	const end = trial.timing.now() + WAIT;
	for (;;) {
		const found = (await allIncidents(trial)).filter(({ firstAt }) => {
			const at = Date.parse(firstAt);
			return at >= day && at < day + DAY;
		});
		const waiting = found.filter(({ alerted }) => !alerted).length;
		const late = Math.max(waiting, found.length - outbox(trial.directory).email);
		if (late <= 0 || trial.timing.now() >= end)
			return found.sort((a, b) => a.firstAt.localeCompare(b.firstAt) || a.rule.localeCompare(b.rule));
		trial.terminal.progress(`waiting for the alerts of ${late} incidents …`);
		await trial.timing.sleep(LOOK);
	}
}

async function allIncidents(trial: Trial): Promise<Incident[]> {
	const found: Incident[] = [];
	let cursor: string | undefined;
	do {
		const page = await trial
			.api("analyst")
			.get<Static<typeof incidentsAnswer>>("/v1/incidents", { limit: 200, cursor });
		found.push(...page.incidents);
		cursor = page.cursor;
	} while (cursor !== undefined);
	return found;
}

/** Messages that lie in the outbox, by kind. */
export function outbox(directory: string): { email: number; sms: number } {
	const count = (kind: string, extension: string) => {
		try {
			return readdirSync(join(directory, "outbox", kind)).filter(
				(name) => !name.startsWith(".") && name.endsWith(extension),
			).length;
		} catch {
			// Nothing was ever sent.
			return 0;
		}
	};
	return { email: count("email", ".eml"), sms: count("sms", ".txt") };
}
