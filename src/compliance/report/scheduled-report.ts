import { hash } from "node:crypto";
import type { TenantId } from "../../ledger/identifiers.ts";
import type { Framework } from "../framework.ts";
import { reportId } from "./report-id.ts";
import type { ReportRecord } from "./report-record.ts";

const DAY = 86_400_000;

/**
 * The weekly report of a framework: the seven whole days (UTC) before the one on which it is made. Its id comes
 * from tenant, framework and period: the scheduler may call twice, and there is still one report.
 * @param now milliseconds since 1970
 */
export function scheduledReport(tenant: TenantId, framework: Framework, now: number): ReportRecord {
	const to = Math.floor(now / DAY) * DAY;
	const period = { from: to - 7 * DAY, to };
	const name = JSON.stringify(["audit-trail/report/1", tenant, framework, period.from, period.to]);
	return {
		tenant,
		report: reportId(to, (length) => hash("sha256", name, "buffer").subarray(0, length)),
		framework,
		period,
		state: "queued",
		requestedAt: to,
		requestedBy: "schedule",
		version: 0,
	};
}
