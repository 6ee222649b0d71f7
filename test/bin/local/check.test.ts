import { describe, expect, it } from "vitest";
import { check, type Outcome } from "../../../bin/local/check.ts";
import type { Incident } from "../../../bin/local/find-incidents.ts";
import type { OrderedReport } from "../../../bin/local/order-reports.ts";

const at = "2026-05-05T02:00:00.000Z";
const incident: Incident = {
	id: "i1",
	rule: "brute-force-account",
	group: { "actor.id": "admin" },
	severity: "high",
	status: "open",
	count: 30,
	firstAt: at,
	lastAt: at,
	openedAt: at,
	alerted: true,
	events: [],
	history: [],
};
const report: OrderedReport = {
	framework: "gdpr",
	id: "rep_1",
	state: "ready",
	failure: undefined,
	score: undefined,
	integrity: undefined,
	path: "gdpr.html",
};
const sample: NonNullable<Outcome["sample"]> = {
	record: { seed: 1, day: 0, events: 10, sent: 10, sealed: 10, comparable: true, reports: {} },
	planted: [{ rule: "brute-force-account", group: { "actor.id": "admin" }, count: 30 }],
	incidents: [incident],
	outbox: { email: 1, sms: 0 },
	reports: [report],
};
const good: Outcome = {
	health: "healthy",
	verification: {
		verdict: "VALID",
		segments: 1,
		events: 10,
		integrity: { verified: 10, total: 10, score: 1 },
	},
	lanes: 1,
	sample,
};
const withSample = (change: Partial<typeof sample>): Outcome => ({
	...good,
	sample: { ...sample, ...change },
});

describe("what a start came to", () => {
	it("holds when all was sealed, found, alerted, reported and verified, or when nothing was to be played", () => {
		expect(check(good)).toEqual([]);
		const { sample: _, ...empty } = good;
		expect(check(empty)).toEqual([]);
	});

	it("holds with more events than the sample's, for people send their own", () => {
		const integrity = { verified: 12, total: 12, score: 1 };
		expect(check({ ...good, verification: { ...good.verification, events: 12, integrity } })).toEqual([]);
	});

	it.each<[string, Outcome, RegExp]>([
		["health", { ...good, health: "degraded" }, /degraded.*doctor/],
		["an altered ledger", { ...good, verification: { ...good.verification, verdict: "ALTERED" } }, /ALTERED/],
		["unsealed events", withSample({ record: { ...sample.record, sealed: 9 } }), /10 events were sent, 9/],
		[
			"a ledger with less than was sealed",
			{ ...good, verification: { ...good.verification, integrity: { verified: 8, total: 8, score: 1 } } },
			/10 events were sealed, 8 verified/,
		],
		["a planted attack that was not found", withSample({ incidents: [] }), /not found: .*admin with 30/],
		[
			"an incident nobody planted",
			withSample({
				incidents: [incident, { ...incident, group: { "actor.id": "eve" } }],
				outbox: { email: 2, sms: 0 },
			}),
			/not planted: .*eve/,
		],
		[
			"an incident found twice",
			withSample({ incidents: [incident, incident], outbox: { email: 2, sms: 0 } }),
			/twice/,
		],
		["a missing alert", withSample({ incidents: [{ ...incident, alerted: false }] }), /1 of 1 .*not alerted/],
		["a missing mail", withSample({ outbox: { email: 0, sms: 0 } }), /0 mails for 1/],
		[
			"a report that failed",
			withSample({ reports: [{ ...report, state: "failed", failure: "no room" }] }),
			/gdpr report is failed: no room/,
		],
	])("names %s", (_, outcome, sentence) => {
		const [first = "", ...more] = check(outcome);
		expect(first).toMatch(sentence);
		expect(more).toEqual([]);
	});

	it("leaves incidents uncompared at other thresholds, but not their alerts", () => {
		const record = { ...sample.record, comparable: false };
		expect(check(withSample({ record, incidents: [] }))).toEqual([]);
		expect(check(withSample({ record, incidents: [{ ...incident, alerted: false }] }))).toHaveLength(1);
	});
});
