import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Framework } from "../../src/compliance/framework.ts";

/** What a state directory remembers of its sample day: it is played once, and a start that was cut off goes on with it. */
export interface SampleRecord {
	seed: number;
	/** Midnight in UTC at which the day began, milliseconds since 1970. */
	day: number;
	/** Events of the day, and the first so many of them that were sent and answered. */
	events: number;
	sent: number;
	/** Those of them that were accepted. */
	sealed: number;
	/** Played at the thresholds that the planted incidents are counted for. */
	comparable: boolean;
	/** Reports that were ordered for the day. */
	reports: Partial<Record<Framework, string>>;
}

const place = (directory: string) => join(directory, "sample.json");

/** @returns `undefined` where no day was begun @throws Error where the file does not read */
export function readSampleRecord(directory: string): SampleRecord | undefined {
	let text: string;
	try {
		text = readFileSync(place(directory), "utf8");
	} catch (error) {
		if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
		throw error;
	}
	// Written below, whole or not at all.
	return JSON.parse(text) as SampleRecord;
}

export function writeSampleRecord(directory: string, record: SampleRecord): void {
	const draft = `${place(directory)}.${process.pid}`;
	writeFileSync(draft, `${JSON.stringify(record, undefined, "\t")}\n`, { mode: 0o600 });
	renameSync(draft, place(directory));
}
