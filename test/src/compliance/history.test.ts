import { describe, expect, it } from "vitest";
import { disturbances, oldestVersion } from "../../../src/compliance/report/history.ts";
import type { ReportRecord } from "../../../src/compliance/report/report-record.ts";
import { tenantId } from "../../../src/ledger/identifiers.ts";

const key = "acme/rep_1/report.json";
const record: ReportRecord = {
	tenant: tenantId("acme"),
	report: "rep_1",
	framework: "gdpr",
	period: { from: 0, to: 1 },
	state: "ready",
	requestedAt: 1,
	requestedBy: "schedule",
	objects: [{ format: "json", key, sha256: "", bytes: 2 }],
	version: 3,
};
const both = (...records: ReportRecord[]) => ({ before: records, after: records });
const version = (at: number, marker = false) => ({ key, version: `v${at}`, marker, at });

describe("the history of the report bucket", () => {
	it("is in order with one version of each known object", () => {
		expect(disturbances([version(1)], both(record))).toEqual([]);
	});

	it.each([
		["a delete marker lies on it", [version(1), version(2, true)], [record]],
		["a second version lies on it", [version(1), version(2)], [record]],
		["it is gone", [], [record]],
		["the register does not know it", [version(1)], []],
	])("tells that %s", (reason, history, records) => {
		expect(disturbances(history, both(...records))).toEqual([{ key, reason }]);
	});

	it("says that an object is gone when only a marker is left", () => {
		expect(disturbances([version(2, true)], both(record)).map(({ reason }) => reason)).toEqual([
			"a delete marker lies on it",
			"it is gone",
		]);
	});

	it("does not accuse an object whose report is still being written", () => {
		const { objects: _, ...running } = record;
		expect(disturbances([version(1)], both({ ...running, state: "running" }))).toEqual([]);
	});

	it("does not accuse a report that became ready while the history was read", () => {
		expect(disturbances([], { before: [], after: [record] })).toEqual([]);
	});

	it("takes the oldest version as the report, whatever lies on top and in any order", () => {
		expect(oldestVersion([version(3), version(1), version(2, true)], key)?.version).toBe("v1");
		expect(oldestVersion([version(2, true)], key)).toBeUndefined();
	});
});
