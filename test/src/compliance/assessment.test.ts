import { describe, expect, it } from "vitest";
import { assess } from "../../../src/compliance/assessment.ts";
import { controlsOf } from "../../../src/compliance/catalogue/catalogue.ts";
import { type Evidence, type IncidentEvidence, noEvidence } from "../../../src/compliance/evidence.ts";
import { frameworkIds, parseFramework } from "../../../src/compliance/framework.ts";
import type { Status } from "../../../src/compliance/status.ts";
import { lane, seq } from "../../../src/ledger/identifiers.ts";

const hour = 3_600_000;
const period = { from: Date.UTC(2026, 10, 1), to: Date.UTC(2026, 11, 1) };
const asOf = period.to + hour;

const healthy = (): Evidence => ({
	integrity: { total: 100, verified: 100, segments: 4, breaks: [] },
	events: 100,
	unreadable: 0,
	signIns: { success: 30, failure: 2, denied: 0, examples: ["0.1.2"] },
	lanes: [{ lane: lane(0), head: seq(3), segmentHash: "00", detected: 3, indexed: 3 }],
	incidents: [],
});

const incident = (over: Partial<IncidentEvidence> = {}): IncidentEvidence => ({
	id: "inc-1",
	rule: "brute-force-address",
	severity: "high",
	status: "open",
	count: 12,
	firstAt: asOf - 5 * hour,
	openedAt: asOf - 5 * hour,
	events: ["0.1.0"],
	...over,
});

const judge = (framework: Parameters<typeof assess>[0]["framework"], evidence: Evidence) =>
	assess({ tenant: "acme", framework, period, asOf, evidence });

const statuses = (evidence: Evidence): Record<string, Status> =>
	Object.fromEntries(
		frameworkIds.flatMap((framework) =>
			judge(framework, evidence).controls.map(({ oscalId, status }) => [oscalId, status]),
		),
	);

describe("an assessment", () => {
	it("covers the ten controls that the ledger can prove", () => {
		expect(Object.keys(statuses(healthy())).sort()).toEqual(
			[
				"gdpr-art-5.2",
				"gdpr-art-32.1.b",
				"hipaa-164.312.b",
				"hipaa-164.312.c.1",
				"hipaa-164.312.d",
				"tsc-CC6.1",
				"tsc-CC7.2",
				"iso27001-A.8.5",
				"iso27001-A.8.15",
				"iso27001-A.8.16",
			].sort(),
		);
	});

	it("finds every control effective when all that was seen is in order", () => {
		expect(new Set(Object.values(statuses(healthy())))).toEqual(new Set(["effective"]));
		expect(judge("gdpr", healthy()).score).toEqual({ floor: 1, ceiling: 1, coverage: 1 });
	});

	it("never passes what it did not see: the floor falls, the ceiling stays", () => {
		expect(new Set(Object.values(statuses(noEvidence())))).toEqual(new Set(["insufficient-evidence"]));
		expect(judge("soc2", noEvidence()).score).toEqual({ floor: 0, ceiling: 1, coverage: 0 });
		expect(judge("soc2", noEvidence()).integrity).toEqual({ verified: 0, total: 0, score: null });
	});

	it("names the place where the chain breaks, and fails the controls that rest on integrity only", () => {
		const evidence = healthy();
		evidence.integrity.verified = 99;
		evidence.integrity.breaks.push({ lane: lane(2), seq: seq(7), reason: "the ciphertext was changed" });
		const found = statuses(evidence);
		expect(found["hipaa-164.312.c.1"]).toBe("ineffective");
		expect(found["hipaa-164.312.d"]).toBe("effective");
		const control = judge("hipaa", evidence).controls.find(({ id }) => id === "164.312(c)(1)");
		expect(control?.findings).toEqual([
			{ what: "the chain breaks: the ciphertext was changed", where: ["2.7"] },
		]);
	});

	it("excepts an attack that waits to be taken up, and fails on one that waited too long", () => {
		const waiting = statuses({ ...healthy(), incidents: [incident()] });
		expect(waiting["tsc-CC6.1"]).toBe("effective-with-exceptions");
		expect(waiting["hipaa-164.312.c.1"]).toBe("effective");
		const late = statuses({ ...healthy(), incidents: [incident({ openedAt: asOf - 73 * hour })] });
		expect(late["tsc-CC6.1"]).toBe("ineffective");
		expect(late["iso27001-A.8.16"]).toBe("ineffective");
	});

	it("judges a triaged incident by when it was taken up, not by today", () => {
		const openedAt = asOf - 100 * hour;
		const soon = statuses({ ...healthy(), incidents: [incident({ openedAt, triagedAt: openedAt + hour })] });
		expect(soon["tsc-CC7.2"]).toBe("effective");
		const late = statuses({ ...healthy(), incidents: [incident({ openedAt, triagedAt: asOf - hour })] });
		expect(late["tsc-CC7.2"]).toBe("ineffective");
	});

	it("fails monitoring when detection is behind, and recording when the tamper watch is", () => {
		const head = { lane: lane(0), head: seq(3), segmentHash: "00" };
		expect(statuses({ ...healthy(), lanes: [{ ...head, detected: 2, indexed: 3 }] })["tsc-CC7.2"]).toBe(
			"ineffective",
		);
		const unread = statuses({ ...healthy(), lanes: [{ ...head, detected: 3, indexed: -1 }] });
		expect(unread["hipaa-164.312.b"]).toBe("ineffective");
		expect(unread["tsc-CC7.2"]).toBe("effective");
	});

	it("refuses an empty period and an unknown framework", () => {
		expect(() =>
			assess({ tenant: "acme", framework: "gdpr", period: { from: 1, to: 1 }, asOf, evidence: healthy() }),
		).toThrow(/begins before it ends/);
		expect(() => parseFramework("pci")).toThrow(/gdpr, hipaa, soc2, iso27001/);
	});

	it("leaves out controls that did not apply yet", () => {
		expect(controlsOf("iso27001", "2020-01-01")).toEqual([]);
	});
});
