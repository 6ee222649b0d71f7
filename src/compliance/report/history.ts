import type { ReportRecord } from "./report-record.ts";

/** One entry of a bucket's history: a version of an object, or a delete marker. */
export interface HistoryEntry {
	key: string;
	version: string;
	marker: boolean;
	/** Milliseconds since 1970. */
	at: number;
}

/** What is wrong with one object of the locked bucket. */
export interface Disturbance {
	key: string;
	reason: string;
}

/**
 * Holds the locked bucket's history against the register. Locked versions cannot change; what can be put on top
 * is a delete marker or a second version, and either hides the report from whoever does not ask for versions.
 *
 * Reports are made all the time, so the register is read twice: what was ready `before` the history was read must
 * lie in it, and what lies in it must be known `after`.
 */
export function disturbances(
	history: readonly HistoryEntry[],
	register: { before: readonly ReportRecord[]; after: readonly ReportRecord[] },
): Disturbance[] {
	const found: Disturbance[] = [];
	const byKey = Map.groupBy(history, ({ key }) => key);
	for (const [key, entries] of byKey) {
		if (entries.some(({ marker }) => marker)) found.push({ key, reason: "a delete marker lies on it" });
		if (entries.filter(({ marker }) => !marker).length > 1)
			found.push({ key, reason: "a second version lies on it" });
		if (!register.after.some(({ tenant, report }) => key.startsWith(`${tenant}/${report}/`)))
			found.push({ key, reason: "the register does not know it" });
	}
	for (const { objects = [] } of register.before)
		for (const { key } of objects)
			if (!byKey.get(key)?.some(({ marker }) => !marker)) found.push({ key, reason: "it is gone" });
	return found;
}

/** The version that is the report: the oldest. A later one is somebody's attempt to replace it. */
export function oldestVersion(history: readonly HistoryEntry[], key: string): HistoryEntry | undefined {
	return history
		.filter((entry) => entry.key === key && !entry.marker)
		.reduce<HistoryEntry | undefined>(
			(oldest, entry) => (oldest && oldest.at <= entry.at ? oldest : entry),
			undefined,
		);
}
