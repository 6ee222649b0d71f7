import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { type Tampering, type VerifyPorts, verify } from "../../../functions/verify/verify.ts";
import type { HistoryEntry } from "../../../src/compliance/report/history.ts";
import type { ReportRecord } from "../../../src/compliance/report/report-record.ts";
import { lane, seq, tenantId } from "../../../src/ledger/identifiers.ts";
import type { SegmentItem } from "../../../src/ledger/segment-item.ts";
import { parseVerifyMessage, type VerifyMessage } from "../../../src/ledger/verify-message.ts";

const tenant = tenantId("acme");
const key = "acme/rep_1/report.json";
const bytes = Buffer.from("{}");

const record: ReportRecord = {
	tenant,
	report: "rep_1",
	framework: "gdpr",
	period: { from: 0, to: 1 },
	state: "ready",
	requestedAt: 1,
	requestedBy: "schedule",
	objects: [{ format: "json", key, sha256: createHash("sha256").update(bytes).digest("hex"), bytes: 2 }],
	version: 3,
};

/** A ledger of numbered segments; `hash` is what the next one has to name. */
function world(lanes: Record<number, { seq: number; prev?: string; broken?: string }[]>) {
	const raised: Tampering[] = [];
	const queue: VerifyMessage[] = [];
	const state = {
		raised,
		queue,
		now: 0,
		history: [{ key, version: "v1", marker: false, at: 1 }] as HistoryEntry[],
		records: [record],
		stored: new Map([["v1", bytes as Uint8Array]]),
	};
	const planted = (item: { lane: number; seq: number }) =>
		lanes[item.lane]?.find(({ seq }) => seq === item.seq);
	const items = (of: number): SegmentItem[] =>
		(lanes[of] ?? []).map((segment) => ({
			tenant,
			lane: lane(of),
			seq: seq(segment.seq),
			header: new Uint8Array(),
			prevHash: new Uint8Array(),
			segmentHash: new Uint8Array(),
			commitments: new Uint8Array(),
			body: undefined,
		}));
	const ports: VerifyPorts = {
		tenants: { page: async () => ({ tenants: [tenant, tenantId("other")] }) },
		ledger: {
			segments: async (_, of, from, limit) => {
				state.now += 1;
				return items(of)
					.filter(({ seq }) => seq >= from)
					.slice(0, Math.min(limit, 3));
			},
			last: async (_, of) => items(of).at(-1),
		},
		lanes: async () => Object.keys(lanes).map((number) => lane(Number(number))),
		check: (item, previous) => {
			const { prev, broken } = planted(item) ?? {};
			const chained = previous === undefined || (prev ?? `${item.lane}.${item.seq - 1}`) === previous;
			const reason = broken ?? (chained ? undefined : "does not name the segment before it");
			return {
				events: 1,
				receivedAt: 0,
				hash: `${item.lane}.${item.seq}`,
				...(reason !== undefined && { reason }),
			};
		},
		reports: { list: async (_, __, before) => (before === undefined ? state.records : []) },
		objects: {
			versions: async () => ({ versions: state.history, after: undefined }),
			get: async (_, version) => state.stored.get(version),
		},
		raise: async (found) => void raised.push(found),
		queue: { send: async (message) => void queue.push(message) },
		clock: { now: () => state.now },
	};
	return { ...state, state, ports };
}

const run = (segments: number) => Array.from({ length: segments }, (_, seq) => ({ seq }));

async function verifyAll(planted: ReturnType<typeof world>, slice: number): Promise<number> {
	planted.queue.push({ kind: "tenant", tenant });
	let slices = 0;
	for (let message = planted.queue.shift(); message; message = planted.queue.shift()) {
		await verify(
			parseVerifyMessage(JSON.parse(JSON.stringify(message))),
			planted.ports,
			planted.state.now + slice,
		);
		slices++;
	}
	return slices;
}

describe("the scheduled verification", () => {
	it("sends each tenant its own message", async () => {
		const planted = world({});
		await verify({ kind: "all" }, planted.ports, 1);
		expect(planted.queue).toEqual([
			{ kind: "tenant", tenant: "acme" },
			{ kind: "tenant", tenant: "other" },
		]);
	});

	it("raises nothing for a sound ledger, in one slice or in many", async () => {
		const sound = world({ 0: run(20), 3: run(5), 7: [] });
		expect(await verifyAll(sound, 1000)).toBe(1);
		expect(await verifyAll(sound, 2)).toBeGreaterThan(4);
		expect(sound.raised).toEqual([]);
	});

	it.each([
		["a broken segment", { 2: [{ seq: 0 }, { seq: 1, broken: "its body was changed" }, { seq: 2 }] }, "2.1"],
		["a missing segment", { 2: [{ seq: 0 }, { seq: 2 }] }, "2.1"],
		["a segment that names another before it", { 2: [{ seq: 0 }, { seq: 1, prev: "else" }] }, "2.1"],
		["a first segment that is missing", { 2: [{ seq: 1 }] }, "2.0"],
	])("names the place of %s, and goes on behind it", async (_, lanes, place) => {
		const planted = world({ ...lanes, 4: run(3) });
		await verifyAll(planted, 1);
		expect(planted.raised).toEqual([
			{ tenant, rule: "ledger-tampering", place, reason: expect.stringMatching(/./) },
		]);
	});

	it("raises a delete marker, a second version and other bytes in the report bucket", async () => {
		const marked = world({});
		marked.state.history.push({ key, version: "m", marker: true, at: 2 });
		await verifyAll(marked, 10);
		expect(marked.raised.map(({ place, reason }) => [place, reason])).toEqual([
			[key, "a delete marker lies on it"],
		]);

		const covered = world({});
		covered.state.history.push({ key, version: "v2", marker: false, at: 2 });
		covered.state.stored.set("v2", Buffer.from("{forged}"));
		await verifyAll(covered, 10);
		expect(covered.raised.map(({ reason }) => reason)).toEqual(["a second version lies on it"]);

		const replaced = world({});
		replaced.state.stored.set("v1", Buffer.from("{forged}"));
		await verifyAll(replaced, 10);
		expect(replaced.raised.map(({ reason }) => reason)).toEqual([
			"its bytes are not those that were registered",
		]);
	});

	it.each([[null], [{ kind: "tenant" }], [{ kind: "tenant", tenant: "acme", cursor: { lane: "0" } }], [{}]])(
		"refuses the message %j",
		(body) => {
			expect(() => parseVerifyMessage(body)).toThrow();
		},
	);
});
