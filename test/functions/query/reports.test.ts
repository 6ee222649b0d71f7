import { hash } from "node:crypto";
import { Check } from "typebox/value";
import { describe, expect, it } from "vitest";
import { reportAnswer, reportsAnswer } from "../../../src/api/answers.ts";
import type { ReportRecord } from "../../../src/compliance/report/report-record.ts";
import { acme, by, openQuery } from "./query.ts";

const page = Buffer.from("<!doctype html><p>four controls</p>");
const record = (report: string, more: Partial<ReportRecord> = {}): ReportRecord => ({
	tenant: acme,
	report,
	framework: "gdpr",
	period: { from: Date.UTC(2026, 0, 1), to: Date.UTC(2026, 1, 1) },
	state: "queued",
	requestedAt: Date.UTC(2026, 1, 2),
	requestedBy: "auditor-1",
	version: 0,
	...more,
});
const ready = (sha256 = hash("sha256", page), bytes = page.length) =>
	record("rep_2", {
		state: "ready",
		objects: [{ format: "html", key: "acme/rep_2/report.html", sha256, bytes }],
		headline: {
			integrity: { verified: 9, total: 9, score: 1 } as never,
			score: { floor: 1, ceiling: 1, coverage: 1 },
		},
	});

function open(reports: ReportRecord[]) {
	const query = openQuery();
	query.state.reports = reports;
	query.state.objects.set("acme/rep_2/report.html", page);
	const find = (id: string, format?: string, caller = by("auditor")) =>
		query.send({
			method: "GET",
			path: "/v1/reports/{id}",
			params: { id },
			query: format === undefined ? {} : { format },
			caller,
		});
	return { ...query, find };
}

describe("reports", () => {
	it("are listed, newest first, page by page", async () => {
		const { get } = open([record("rep_1"), record("rep_3"), ready()]);
		const first = await get("/v1/reports", { limit: "2" });
		const second = await get("/v1/reports", { limit: "2", cursor: first.json.cursor });
		expect([...first.json.reports, ...second.json.reports].map(({ id }) => id)).toEqual([
			"rep_3",
			"rep_2",
			"rep_1",
		]);
		expect(Check(reportsAnswer, first.json)).toBe(true);
	});
	it("tell their state, and once ready their integrity and documents", async () => {
		const { find } = open([ready()]);
		const { json } = await find("rep_2");
		expect(Check(reportAnswer, json)).toBe(true);
		expect(json).toMatchObject({
			state: "ready",
			integrity: { verified: 9, total: 9 },
			documents: [{ format: "html", href: "/v1/reports/rep_2?format=html" }],
		});
	});
	it("are passed on as they were registered, as a page that runs nothing", async () => {
		const { find } = open([ready()]);
		const { status, body, headers } = await find("rep_2", "html");
		expect(status).toBe(200);
		expect(body).toBe(page.toString());
		expect(headers).toMatchObject({ "Content-Type": "text/html; charset=utf-8" });
		expect(String(headers?.["Content-Security-Policy"])).toContain("default-src 'none'");
	});
	it("that were exchanged in the bucket are not passed on", async () => {
		const { find } = open([ready(hash("sha256", "another"))]);
		const { json, body } = await find("rep_2", "html");
		expect(json.code).toBe("format-invalid");
		expect(body).not.toContain("four controls");
	});
	it("are not there yet, or too large for an answer, and the answer says which", async () => {
		const { find } = open([record("rep_1"), ready(hash("sha256", page), 5_000_000)]);
		expect((await find("rep_1", "json")).json.detail).toMatch(/queued/);
		expect((await find("rep_2", "html")).json.detail).toMatch(/larger/);
		expect((await find("rep_2", "pdf")).status).toBe(400);
	});
	it("are for their own tenant and for roles that read them", async () => {
		const { find } = open([ready()]);
		expect((await find("rep_2", undefined, by("auditor", "other"))).status).toBe(404);
		expect((await find("rep_2", undefined, by("operator"))).status).toBe(403);
	});
});
