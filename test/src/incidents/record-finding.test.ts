import { createSecretKey } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { Contribution } from "../../../src/incidents/contribution.ts";
import { EVENTS_KEPT, type Incident } from "../../../src/incidents/incident.ts";
import { openGroup } from "../../../src/incidents/open-group.ts";
import { type Finding, recordFinding } from "../../../src/incidents/record-finding.ts";
import { sealGroup } from "../../../src/incidents/seal-group.ts";
import { openValue, sealValue } from "../../../src/incidents/sealed-value.ts";
import { assertTransition, isClosed, type Status, transitions } from "../../../src/incidents/status.ts";
import { tenantId } from "../../../src/ledger/identifiers.ts";
import { DetectionMemory } from "../../crash/detection-memory.ts";
import { Flaky, steady } from "../../crash/flaky.ts";
import { seeded } from "../../crash/seeded.ts";

const tenant = tenantId("acme");

/** Findings over events at given times, one incident for any of them. */
function world() {
	const memory = new DetectionMemory();
	const flaky = new Flaky(seeded(1), steady);
	const state = { now: 1_000_000 };
	const times: number[] = [];
	const ports = {
		incidents: memory.incidentStore(flaky),
		alerts: memory.topic(flaky),
		owed: memory.owedAlerts(flaky),
		now: () => state.now,
		publicUrl: "https://audit.example",
	};
	const finding = (source: string): Finding => ({
		tenant,
		rule: "r",
		severity: "high",
		group: "g",
		values: async () => [],
		evidence(after = 0) {
			const inside = times.filter((at) => at > after);
			const contributions: Contribution[] =
				inside.length === 0
					? []
					: [{ key: 0, count: inside.length, firstAt: Math.min(...inside), lastAt: Math.max(...inside) }];
			return { contributions, events: inside.map((at) => `0.${at}.0`) };
		},
		source,
	});
	const close = (id: string, at: number, status: Status = "resolved") => {
		const incident = memory.incidents.get(`${tenant}#${id}`);
		if (!incident) throw new Error("no incident");
		memory.incidents.set(`${tenant}#${id}`, {
			...incident,
			status,
			closedAt: at,
			version: incident.version + 1,
		});
	};
	return {
		memory,
		state,
		times,
		ports,
		finding,
		close,
		record: (source = "detect:0.1") => recordFinding(finding(source), ports),
	};
}

const idOf = (incident: Incident | undefined) => incident?.id ?? "";

describe("recording a finding", () => {
	it("opens nothing when it is not enough", async () => {
		const { record, memory } = world();
		expect(await record()).toBeUndefined();
		expect(memory.incidents.size + memory.published.length + memory.owed.size).toBe(0);
	});

	it("opens one incident, publishes its alert once without any value, and owes nothing then", async () => {
		const { record, times, memory } = world();
		times.push(500, 600);
		const incident = await record();
		await record();
		expect(memory.published).toEqual([
			{
				version: 1,
				alert: `${idOf(incident)}.opened`,
				tenant: "acme",
				incident: idOf(incident),
				rule: "r",
				severity: "high",
				status: "open",
				count: 2,
				firstAt: "1970-01-01T00:00:00.500Z",
				lastAt: "1970-01-01T00:00:00.600Z",
				link: `https://audit.example/v1/incidents/${idOf(incident)}`,
			},
		]);
		expect(memory.owed.size).toBe(0);
		expect([...memory.incidents.values()][0]?.alert.state).toBe("published");
	});

	it("brings the open one up to date, whatever state before its end it is in", async () => {
		const { record, times, memory } = world();
		times.push(500);
		const first = await record();
		const open = [...memory.incidents.values()][0];
		if (open) open.status = "investigating";
		times.push(700);
		const second = await record("detect:0.2");
		expect(second).toMatchObject({ id: idOf(first), count: 2, lastAt: 700, status: "investigating" });
		expect(memory.published).toHaveLength(1);
	});

	it("writes nothing when it says nothing new", async () => {
		const { record, times, memory } = world();
		times.push(500);
		await record();
		const before = structuredClone([...memory.incidents.values()]);
		await record();
		expect([...memory.incidents.values()]).toEqual(before);
	});

	it("after a verdict opens a new one for later events only, and leaves the closed one alone", async () => {
		const { record, times, memory, close } = world();
		times.push(500, 600);
		const first = await record();
		close(idOf(first), 800);
		times.push(700);
		expect(await record("detect:0.2")).toBeUndefined();
		times.push(900);
		const second = await record("detect:0.3");
		expect(second).toMatchObject({ count: 1, firstAt: 900, after: 800 });
		expect(idOf(second)).not.toBe(idOf(first));
		expect(memory.incidents.get(`acme#${idOf(first)}`)).toMatchObject({ status: "resolved", count: 2 });
		expect(memory.published).toHaveLength(2);
	});

	it("finds its way past any number of closed ones, also where the shortcut was lost", async () => {
		const { record, times, memory, close } = world();
		for (let round = 1; round <= 5; round++) {
			times.push(round * 100);
			const incident = await record(`detect:0.${round}`);
			expect(incident?.count).toBe(1);
			close(idOf(incident), round * 100 + 50, round % 2 ? "false-positive" : "resolved");
			if (round % 2) memory.newest.clear();
		}
		expect(memory.incidents.size).toBe(5);
	});

	it("leaves an owed alert to the one that owes it, until that is overdue", async () => {
		const { record, times, memory, state, ports, finding } = world();
		times.push(500);
		const dying = { ...ports, alerts: { publish: () => Promise.reject(new Error("dead")) } };
		await expect(recordFinding(finding("detect:0.1"), dying)).rejects.toThrow("dead");
		await record("detect:5.5");
		expect(memory.published).toHaveLength(0);
		state.now += 61_000;
		await record("detect:5.6");
		expect(memory.published).toHaveLength(1);
	});

	it("keeps a bounded number of events as examples", async () => {
		const { record, times } = world();
		for (let at = 1; at <= 100; at++) times.push(at);
		expect((await record())?.events).toHaveLength(EVENTS_KEPT);
	});
});

describe("an incident's lifecycle", () => {
	const all = Object.keys(transitions) as Status[];
	const allowed = new Set([
		"open acknowledged",
		"open investigating",
		"open resolved",
		"open false-positive",
		"acknowledged investigating",
		"acknowledged resolved",
		"acknowledged false-positive",
		"investigating resolved",
		"investigating false-positive",
	]);
	it.each(all.flatMap((from) => all.map((to) => [from, to] as const)))("from %s to %s", (from, to) => {
		const step = () => assertTransition(from, to);
		if (allowed.has(`${from} ${to}`)) expect(step).not.toThrow();
		else expect(step).toThrow(/closed incident|can become/);
	});

	it("ends in a verdict", () => {
		expect(all.filter(isClosed)).toEqual(["resolved", "false-positive"]);
	});
});

describe("an incident's sealed values", () => {
	const key = (fill: number) => createSecretKey(Buffer.alloc(32, fill));
	const random = (length: number) => Buffer.alloc(length, 5);
	const keyring = (known: ReadonlySet<string>) => ({
		tokenKey: async () => key(1),
		ownerKeys: async (_: unknown, ids: readonly string[]) =>
			ids.map((id) => (known.has(id) ? key(2 + id.length) : undefined)),
	});
	const values = [
		{ field: "context.ip", value: "203.0.113.9", owner: "ada" },
		{ field: "resource.id", value: "portal", owner: undefined },
	];

	it("open for whoever has the keys; a person's are gone with the person's key", async () => {
		const sealed = await sealGroup(tenant, values, keyring(new Set(["ada"])), random);
		expect(await openGroup(tenant, sealed, keyring(new Set(["ada"])))).toEqual({
			"context.ip": "203.0.113.9",
			"resource.id": "portal",
		});
		expect(await openGroup(tenant, sealed, keyring(new Set()))).toEqual({
			"context.ip": "erased:ada",
			"resource.id": "portal",
		});
	});

	it("are not kept at all of a person who is erased already", async () => {
		const [first] = await sealGroup(tenant, values, keyring(new Set()), random);
		expect(first?.box).toHaveLength(0);
	});

	it("say nothing by their length, and do not open changed, under another name or another key", () => {
		const box = sealValue(key(1), "a", "x", random(16));
		expect(sealValue(key(1), "a", "x".repeat(20), random(16))).toHaveLength(box.length);
		expect(openValue(key(1), "a", box)).toBe("x");
		for (const index of [0, 20, 60, box.length - 1]) {
			const changed = Uint8Array.from(box);
			changed[index] = (changed[index] ?? 0) ^ 1;
			expect(() => openValue(key(1), "a", changed)).toThrow(/ciphertext/);
		}
		expect(() => openValue(key(1), "b", box)).toThrow(/ciphertext/);
		expect(() => openValue(key(2), "a", box)).toThrow(/ciphertext/);
		expect(() => openValue(key(1), "a", box.subarray(0, 40))).toThrow(/ciphertext/);
	});
});
