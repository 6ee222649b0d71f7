import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { reportId } from "../../../src/compliance/report/report-id.ts";
import { tenantId } from "../../../src/ledger/identifiers.ts";
import { by, openManage } from "./manage.ts";

let manage: Awaited<ReturnType<typeof openManage>>;
beforeAll(async () => {
	manage = await openManage();
});
afterAll(() => manage.close());

const order = (body: unknown, caller = by("auditor")) =>
	manage.send({ method: "POST", path: "/v1/reports", caller, body: JSON.stringify(body) });

describe("ordering a report", () => {
	it("registers it, queues it for this tenant, and says where to look", async () => {
		const answer = await order({ framework: "gdpr", from: "2026-01-01", to: "2026-02-01T01:00:00+01:00" });
		expect(answer.status).toBe(202);
		const { id } = answer.json;
		expect(answer.headers).toMatchObject({ Location: `/v1/reports/${id}` });
		expect(manage.orders).toEqual([{ kind: "report", tenant: "acme", report: id }]);
		expect(await manage.reports.find(tenantId("acme"), id)).toMatchObject({
			framework: "gdpr",
			state: "queued",
			requestedBy: "auditor-1",
			period: { from: Date.UTC(2026, 0, 1), to: Date.UTC(2026, 1, 1) },
		});
	});
	it.each([
		[{ framework: "pci", from: "2026-01-01", to: "2026-02-01" }, /framework must be one of gdpr/],
		[{ framework: "gdpr", from: "2026-02-01", to: "2026-02-01" }, /earlier/],
		[{ framework: "gdpr", from: "2026-02-30", to: "2026-03-01" }, /from must be a date/],
		[{ framework: "gdpr", from: "yesterday", to: "2026-03-01" }, /from/],
		[{ framework: "gdpr", from: "2027-01-01", to: "2027-03-01" }, /future/],
		[{ framework: "gdpr" }, /lacks from, to/],
	])("refuses %j", async (body, why) => {
		const before = manage.orders.length;
		const answer = await order(body);
		expect(answer.status).toBe(400);
		expect(answer.json.detail).toMatch(why);
		expect(manage.orders).toHaveLength(before);
	});
	it("is not for whoever runs the machines", async () => {
		const body = { framework: "gdpr", from: "2026-01-01", to: "2026-02-01" };
		expect((await order(body, by("operator"))).status).toBe(403);
	});
});

describe("a report's id", () => {
	it("sorts by time and has 30 characters", () => {
		const random = (length: number) => new Uint8Array(length).fill(31);
		const ids = [1, 31, 32, 1e12, 2e12].map((at) => reportId(at, random));
		expect(ids.toSorted()).toEqual(ids);
		expect(ids.map((id) => id.length)).toEqual([30, 30, 30, 30, 30]);
	});
});
