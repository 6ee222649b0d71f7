import type { Static } from "typebox";
import { waitForConsumers } from "../../cli/wait-for-consumers.ts";
import { sendBatch, type Transport } from "../../client/node/send-batch.ts";
import type { lanesAnswer } from "../../src/api/answers.ts";
import { type SampleDay, sampleDay } from "../../src/sample/sample-day.ts";
import { readSampleRecord, type SampleRecord, writeSampleRecord } from "./sample-record.ts";
import type { Trial } from "./trial.ts";

const SEED = 1;
const DAY = 86_400_000;
const BATCH = 100;
/** Longest wait for detection and tamper watch, in seconds. */
const WAIT = 120;

export interface Played {
	day: SampleDay;
	record: SampleRecord;
	/** Milliseconds from the start of this process to the first receipt; `undefined` where nothing was left to send. */
	firstSealed: number | undefined;
}

/**
 * Sends the sample day, yesterday's, as a producer would, and waits until both consumers have passed it. Only what an
 * earlier start has not sent is sent; a batch whose answer that one did not live to see has the same key.
 * @param environment its thresholds decide whether the planted incidents can be compared
 * @throws Error where the API refuses, Failure where the consumers do not come
 */
export async function playSample(
	trial: Trial,
	environment: Readonly<Record<string, string | undefined>>,
): Promise<Played> {
	const { terminal, timing } = trial;
	const record = readSampleRecord(trial.directory) ?? newRecord(timing.now(), environment);
	const day = sampleDay(record.seed, record.day);
	record.events = day.events.length;
	const api = trial.api("producer");
	const transport: Transport = {
		url: api.url,
		key: api.key ?? "",
		fetch: trial.fetch,
		timing,
		attempts: 6,
		timeout: 30_000,
	};
	let firstSealed: number | undefined;
	while (record.sent < day.events.length) {
		const batch = day.events.slice(record.sent, record.sent + BATCH).map((event) => JSON.stringify(event));
		for (const result of await sendBatch(
			transport,
			batch,
			`sample-${record.seed}-${record.day / DAY}-${record.sent}`,
		)) {
			if (result.status === "failed") throw result.error;
			if (result.status !== "accepted") continue;
			firstSealed ??= performance.now();
			record.sealed++;
		}
		record.sent += batch.length;
		writeSampleRecord(trial.directory, record);
		terminal.progress(`playing a sample day: ${record.sent} of ${record.events} events …`);
	}
	// Also what an earlier start sent and did not wait for.
	const { lanes } = await api.get<Static<typeof lanesAnswer>>("/v1/lanes");
	const reached = new Map(lanes.filter(({ next }) => next > 0).map(({ lane, next }) => [lane, next - 1]));
	await waitForConsumers(trial, reached, WAIT);
	return { day, record, firstSealed };
}

function newRecord(now: number, environment: Readonly<Record<string, string | undefined>>): SampleRecord {
	const { MAX_LOGIN_ATTEMPTS = "3", ALERT_THRESHOLD_SECONDS = "300" } = environment;
	return {
		seed: SEED,
		// A day that is over: events may not lie in the future.
		day: (Math.floor(now / DAY) - 1) * DAY,
		events: 0,
		sent: 0,
		sealed: 0,
		comparable: Number(MAX_LOGIN_ATTEMPTS) === 3 && Number(ALERT_THRESHOLD_SECONDS) === 300,
		reports: {},
	};
}
