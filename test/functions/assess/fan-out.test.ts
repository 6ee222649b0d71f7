import { describe, expect, it } from "vitest";
import { type FanOutPorts, fanOut } from "../../../functions/assess/fan-out.ts";
import { type AssessMessage, parseAssessMessage } from "../../../src/compliance/assess-message.ts";
import type { ReportRecord } from "../../../src/compliance/report/report-record.ts";
import { scheduledReport } from "../../../src/compliance/report/scheduled-report.ts";
import { tenantId } from "../../../src/ledger/identifiers.ts";

const monday = Date.UTC(2026, 10, 23, 2);

function world(tenants: number, page: number) {
	const ids = Array.from({ length: tenants }, (_, i) => tenantId(`tenant-${i}`));
	const records = new Map<string, ReportRecord>();
	const queue: AssessMessage[] = [{ kind: "all", framework: "gdpr" }];
	const ports: FanOutPorts = {
		tenants: {
			page: async (_, after = "0") => {
				const end = Number(after) + page;
				return { tenants: ids.slice(Number(after), end), ...(end < tenants && { after: String(end) }) };
			},
		},
		reports: {
			create: async (record) => {
				if (records.has(record.report)) return false;
				records.set(record.report, record);
				return true;
			},
		},
		queue: { send: async (message) => void queue.push(message) },
		clock: { now: () => monday },
	};
	return { ports, records, queue };
}

describe("the weekly fan-out", () => {
	it("orders one report for every tenant, in slices that call each other", async () => {
		const { ports, records, queue } = world(7, 3);
		const ordered: string[] = [];
		for (let message = queue.shift(); message; message = queue.shift()) {
			if (message.kind === "report") ordered.push(message.tenant);
			else await fanOut(message.framework, message.cursor, ports);
		}
		expect(ordered.sort()).toEqual(Array.from({ length: 7 }, (_, i) => `tenant-${i}`));
		expect(records.size).toBe(7);
	});

	it("orders nothing twice when the scheduler calls twice, and sends again what may have been lost", async () => {
		const { ports, records, queue } = world(2, 5);
		queue.length = 0;
		await fanOut("gdpr", undefined, ports);
		await fanOut("gdpr", undefined, ports);
		expect(records.size).toBe(2);
		expect(queue).toHaveLength(4);
		expect(new Set(queue.map((message) => JSON.stringify(message))).size).toBe(2);
	});
});

describe("a scheduled report", () => {
	it("covers the seven whole days before its own", () => {
		const { period } = scheduledReport(tenantId("acme"), "soc2", monday);
		expect(new Date(period.from).toISOString()).toBe("2026-11-16T00:00:00.000Z");
		expect(new Date(period.to).toISOString()).toBe("2026-11-23T00:00:00.000Z");
	});

	it("has an id of its own for each tenant, framework and week, and sorts by time", () => {
		const id = (tenant: string, now: number) => scheduledReport(tenantId(tenant), "soc2", now).report;
		expect(id("acme", monday)).toBe(id("acme", monday + 3_600_000));
		expect(id("acme", monday)).not.toBe(id("other", monday));
		expect(id("acme", monday) < id("acme", monday + 7 * 86_400_000)).toBe(true);
		expect(id("acme", monday)).toMatch(/^rep_[0-9a-z]{26}$/);
	});
});

describe("a message of the assess queue", () => {
	it("is read back as it was sent", () => {
		const messages: AssessMessage[] = [
			{ kind: "all", framework: "gdpr" },
			{ kind: "all", framework: "hipaa", cursor: "a/b" },
			{ kind: "report", tenant: tenantId("acme"), report: "rep_1" },
		];
		for (const message of messages)
			expect(parseAssessMessage(JSON.parse(JSON.stringify(message)))).toEqual(message);
	});

	it.each([[null], [{}], [{ kind: "all", framework: "pci" }], [{ kind: "report", tenant: "NO" }], ["text"]])(
		"is refused where it is %j",
		(body) => {
			expect(() => parseAssessMessage(body)).toThrow();
		},
	);
});
