import type { AssessMessage } from "../../src/compliance/assess-message.ts";
import type { Framework } from "../../src/compliance/framework.ts";
import type { ReportRecord } from "../../src/compliance/report/report-record.ts";
import { scheduledReport } from "../../src/compliance/report/scheduled-report.ts";
import type { TenantId } from "../../src/ledger/identifiers.ts";

/** Tenants that one invocation takes; the rest follows by a message with a cursor. */
const TENANTS = 25;

export interface FanOutPorts {
	tenants: { page(limit: number, after?: string): Promise<{ tenants: TenantId[]; after?: string }> };
	reports: { create(record: ReportRecord): Promise<boolean> };
	queue: { send(message: AssessMessage): Promise<void> };
	clock: { now(): number };
}

/** Orders the week's report of a framework for a slice of the tenants. Called twice it orders nothing twice. */
export async function fanOut(
	framework: Framework,
	cursor: string | undefined,
	ports: FanOutPorts,
): Promise<void> {
	const { tenants, after } = await ports.tenants.page(TENANTS, cursor);
	for (const tenant of tenants) {
		const record = scheduledReport(tenant, framework, ports.clock.now());
		await ports.reports.create(record);
		// Sent also where the record was there: an earlier attempt may have ended between the two.
		await ports.queue.send({ kind: "report", tenant, report: record.report });
	}
	if (after !== undefined) await ports.queue.send({ kind: "all", framework, cursor: after });
}
