import { createHash } from "node:crypto";
import { disturbances, type HistoryEntry, oldestVersion } from "../../src/compliance/report/history.ts";
import type { ReportRecord } from "../../src/compliance/report/report-record.ts";
import type { TenantId } from "../../src/ledger/identifiers.ts";
import type { Tampering, VerifyPorts } from "./verify.ts";

/** Reports whose history is held in memory at once: a year of weekly ones for four frameworks, and room. */
const RECORDS = 1000;

/**
 * Holds the locked bucket against the register: markers, second versions, missing and unknown objects, and bytes
 * that are not those whose digest was noted.
 */
export async function verifyReports(
	tenant: TenantId,
	ports: Pick<VerifyPorts, "reports" | "objects" | "raise">,
): Promise<void> {
	const raise = ({ key, reason }: { key: string; reason: string }) =>
		ports.raise({ tenant, rule: "report-tampering", place: key, reason } satisfies Tampering);
	const before = await allRecords(tenant, ports);
	const history = await wholeHistory(tenant, ports);
	const after = await allRecords(tenant, ports);
	for (const found of disturbances(history, { before, after })) await raise(found);
	for (const { key, sha256 } of before.flatMap(({ objects = [] }) => objects)) {
		const oldest = oldestVersion(history, key);
		const bytes = oldest && (await ports.objects.get(key, oldest.version));
		if (bytes && createHash("sha256").update(bytes).digest("hex") !== sha256)
			await raise({ key, reason: "its bytes are not those that were registered" });
	}
}

async function wholeHistory(
	tenant: TenantId,
	{ objects }: Pick<VerifyPorts, "objects">,
): Promise<HistoryEntry[]> {
	const history: HistoryEntry[] = [];
	for (let after: string | undefined, first = true; first || after !== undefined; first = false) {
		const page = await objects.versions(`${tenant}/`, after);
		history.push(...page.versions);
		after = page.after;
	}
	return history;
}

async function allRecords(
	tenant: TenantId,
	{ reports }: Pick<VerifyPorts, "reports">,
): Promise<ReportRecord[]> {
	const records: ReportRecord[] = [];
	for (let before: string | undefined, more = true; more; ) {
		const page = await reports.list(tenant, RECORDS, before);
		records.push(...page);
		before = page.at(-1)?.report;
		more = page.length > 0;
	}
	return records;
}
