import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type IngestRequest, ingester } from "../../../functions/ingest/ingest.ts";
import type { IngestPorts } from "../../../functions/ingest/ports.ts";
import { AuditTrailError } from "../../../src/errors.ts";
import { type Lane, lane, type TenantId, tenantId } from "../../../src/ledger/identifiers.ts";
import { readEvents } from "../../../src/ledger/read-events.ts";
import { decodeHeader } from "../../../src/ledger/segment-header.ts";
import { seeded } from "../../crash/seeded.ts";
import { leastEvent } from "../../src/event/sample-event.ts";
import { memoryKeyring } from "./memory-keyring.ts";
import { MemoryTables } from "./memory-stores.ts";

const acme = tenantId("acme");
const HOUR = 3_600_000;

/** Tables, a clock that a test sets, and workers over them. */
function setting(over: Partial<IngestPorts> = {}) {
	const tables = new MemoryTables();
	const clock = { now: Date.UTC(2026, 10, 23, 12) };
	const dice = seeded(1);
	const ports: IngestPorts = {
		ledger: {
			put: async (item) => tables.put(item),
			places: async function* (tenant: TenantId, at: Lane, from: number) {
				yield tables.places(tenant, at, from);
			},
			last: async (tenant, at) => tables.last(tenant, at),
		},
		requests: {
			bind: async (request, binding, { replaceBefore }) => tables.bind(request, binding, replaceBefore),
			addSegment: async (request, id) => tables.addSegment(request, id),
		},
		lanes: { register: async (tenant, at) => tables.register(tenant, at) },
		keyring: memoryKeyring(),
		clock: { now: () => clock.now, sleep: async () => {} },
		random: (size) => Uint8Array.from({ length: size }, () => dice.below(256)),
		retentionDays: 10,
		...over,
	};
	const request = (body: unknown, more: Partial<IngestRequest> = {}): IngestRequest => ({
		tenant: acme,
		credential: "k1",
		key: undefined,
		body: Buffer.from(typeof body === "string" ? body : JSON.stringify(body)),
		deadline: clock.now + 10_000,
		...more,
	});
	return { tables, clock, ports, request, worker: () => ingester(ports) };
}

const refusal = async (answer: Promise<unknown>): Promise<string> => {
	try {
		await answer;
	} catch (error) {
		if (error instanceof AuditTrailError) return error.code;
		throw error;
	}
	return "it was answered";
};

describe("ingest", () => {
	it("takes one event, an array, or an object with events, and answers in their order", async () => {
		const { worker, request, tables } = setting();
		const ingest = worker();
		for (const body of [leastEvent, [leastEvent], { events: [leastEvent] }])
			expect((await ingest(request(body))).results.map(({ status }) => status)).toEqual(["accepted"]);
		const mixed = await ingest(
			request([
				{ ...leastEvent, id: "a" },
				{ ...leastEvent, outcome: "maybe", id: "b" },
				{ ...leastEvent, id: "a" },
				{ ...leastEvent, id: "c" },
			]),
		);
		const segment = tables.lane(acme, lane(0))[3];
		const segmentHash = Buffer.from(segment?.segmentHash ?? []).toString("hex");
		const receipt = (index: number) => ({ ref: `0.3.${index}`, lane: 0, seq: 3, index, segmentHash });
		expect(mixed).toEqual({
			stored: true,
			results: [
				{ id: "a", status: "accepted", receipt: receipt(0) },
				{
					id: "b",
					status: "rejected",
					problem: expect.objectContaining({ code: "event-invalid", status: 400 }),
				},
				{ id: "a", status: "duplicate", receipt: receipt(0) },
				{ id: "c", status: "accepted", receipt: receipt(1) },
			],
		});
		expect(segment && decodeHeader(segment.header)).toMatchObject({ count: 2, retentionClass: "standard" });
	});

	it("stores nothing when no event is valid, and says for each why", async () => {
		const { worker, request, tables } = setting();
		const answer = await worker()(request([{}, { ...leastEvent, actor: 1 }], { key: "k" }));
		expect(answer.stored).toBe(false);
		expect(answer.results.map(({ problem }) => problem?.detail)).toEqual([
			"the event: it lacks occurredAt, action, actor, resource, outcome",
			expect.stringContaining("/actor: it takes"),
		]);
		expect([tables.lanes.size, tables.bindings.size, tables.registered.size]).toEqual([0, 0, 0]);
	});

	it.each([
		["no JSON", "{", "body-unreadable"],
		["a repeated name", '{"a":1,"a":1}', "body-ambiguous"],
		["no event", [], "request-invalid"],
		["a text", '"x"', "request-invalid"],
		["something beside events", { events: [leastEvent], more: 1 }, "request-invalid"],
		["events that are no array", { events: {} }, "request-invalid"],
		["501 events", Array(501).fill(leastEvent), "batch-too-large"],
		[
			"two retention classes",
			[leastEvent, { ...leastEvent, retentionClass: "ten-years" }],
			"retention-mixed",
		],
		[
			"over 320 KB of event bytes",
			Array(30).fill({ ...leastEvent, details: { a: "x".repeat(12_000) } }),
			"batch-too-large",
		],
	])("refuses %s", async (_, body, code) => {
		const { worker, request, tables } = setting();
		expect(await refusal(worker()(request(body)))).toBe(code);
		expect(tables.puts).toBe(0);
	});

	it("gives a segment its class and keeps its body for that class's time", async () => {
		const { worker, request, tables, clock } = setting();
		await worker()(request({ ...leastEvent, retentionClass: "ten-years" }));
		await worker()(request(leastEvent));
		const [long, standard] = tables.lane(acme, lane(0)).map(({ header }) => decodeHeader(header));
		expect(long).toMatchObject({ retentionClass: "ten-years", keepUntil: clock.now + 3653 * 24 * HOUR });
		expect(standard).toMatchObject({ retentionClass: "standard", keepUntil: clock.now + 10 * 24 * HOUR });
	});
});

describe("an Idempotency-Key", () => {
	it("gives the same answer again from any worker for 24 hours, and the same ids", async () => {
		const { worker, request, tables, clock } = setting();
		const first = await worker()(request([leastEvent, leastEvent], { key: "k" }));
		for (const hours of [0, 1, 23.99]) {
			clock.now += hours * HOUR - (hours > 1 ? HOUR : 0);
			expect(await worker()(request([leastEvent, leastEvent], { key: "k" }))).toEqual(first);
		}
		expect(tables.puts).toBe(1);
		expect(new Set(first.results.map(({ id }) => id)).size).toBe(2);
	});

	it("judges a retry at the time of its first attempt", async () => {
		const { worker, request, clock } = setting();
		const ahead = { ...leastEvent, occurredAt: new Date(clock.now + 400_000).toISOString() };
		const first = await worker()(request([leastEvent, ahead], { key: "k" }));
		expect(first.results.map(({ status }) => status)).toEqual(["accepted", "rejected"]);
		clock.now += 200_000;
		expect(await worker()(request([leastEvent, ahead], { key: "k" }))).toEqual(first);
	});

	it("is refused for another body, and is another key under another credential or tenant", async () => {
		const { worker, request, tables } = setting();
		await worker()(request(leastEvent, { key: "k" }));
		expect(await refusal(worker()(request([leastEvent], { key: "k" })))).toBe("key-reused");
		await worker()(request([leastEvent], { key: "k", credential: "k2" }));
		await worker()(request([leastEvent], { key: "k", tenant: tenantId("other") }));
		expect(tables.puts).toBe(3);
	});

	it("between 24 and 48 hours finds what was stored and stores nothing; after that it is new", async () => {
		const { worker, request, tables, clock, ports } = setting();
		const first = await worker()(request(leastEvent, { key: "stored" }));
		const lost = ingester({
			...ports,
			ledger: { ...ports.ledger, put: () => Promise.reject(new AuditTrailError("internal")) },
		});
		expect(await refusal(lost(request(leastEvent, { key: "never" })))).toBe("internal");
		clock.now += 24 * HOUR;
		expect(await worker()(request(leastEvent, { key: "stored" }))).toEqual(first);
		expect(await refusal(worker()(request(leastEvent, { key: "never" })))).toBe("key-reused");
		expect(tables.puts).toBe(1);
		clock.now += 24 * HOUR;
		const again = await worker()(request(leastEvent, { key: "stored" }));
		expect(again.results[0]?.receipt?.seq).toBe(1);
		expect(again.results[0]?.id).not.toBe(first.results[0]?.id);
	});

	it("shows in no binding, nor does the body", async () => {
		const { worker, request, tables } = setting();
		await worker()(request(leastEvent, { key: "marker-key", credential: "marker-credential" }));
		const [[name, { body }] = ["", { body: new Uint8Array() }]] = tables.bindings;
		expect(name).toMatch(/^acme#[\w-]{43}$/);
		expect(Buffer.from(body).toString("latin1")).not.toContain("nightly");
	});

	it("finds its segment after a lost reply, also in the worker's memory alone", async () => {
		for (const key of ["k", undefined]) {
			const { ports, request, tables } = setting();
			let lost = 0;
			const ingest = ingester({
				...ports,
				ledger: {
					...ports.ledger,
					put: async (item) => {
						const outcome = tables.put(item);
						if (lost++ === 0) throw new AuditTrailError("store-unavailable");
						return outcome;
					},
				},
			});
			const answer = await ingest(request(leastEvent, { key }));
			expect(answer.results[0]?.receipt?.ref).toBe("0.0.0");
			expect(tables.puts).toBe(1);
		}
	});
});

describe("the place of a batch", () => {
	it("stays in one lane while nobody else writes, and spreads once somebody does", async () => {
		const { worker, request, tables } = setting();
		const [a, b] = [worker(), worker()];
		for (let i = 0; i < 3; i++) await a(request(leastEvent));
		expect([...tables.lanes.keys()]).toEqual(["acme#0"]);
		for (let i = 0; i < 20; i++) {
			await a(request(leastEvent));
			await b(request(leastEvent));
		}
		expect(tables.lanes.size).toBeGreaterThan(1);
		expect(tables.puts).toBeLessThan(43 + 6);
		expect([...tables.registered].sort()).toEqual(
			[...tables.lanes.keys()].filter((name) => (tables.lanes.get(name)?.length ?? 0) > 0).sort(),
		);
	});

	it("is not found under a deadline that has passed: contended or merely late", async () => {
		const { ports, request, tables, clock } = setting();
		const taken = ingester({
			...ports,
			ledger: {
				...ports.ledger,
				put: async (item) => {
					// Somebody else is always a moment faster.
					tables.put({
						...item,
						header: Uint8Array.from(item.header, (byte, i) =>
							i === item.header.length - 1 ? byte ^ 1 : byte,
						),
					});
					clock.now += 3_000;
					return "taken";
				},
			},
		});
		expect(await refusal(taken(request(leastEvent)))).toBe("ledger-contended");
		expect(await refusal(ingester(ports)(request(leastEvent, { deadline: clock.now })))).toBe(
			"deadline-exceeded",
		);
	});

	it("is given back to the client when the ledger does not answer", async () => {
		const { ports, request } = setting();
		let tried = 0;
		const down = async () => {
			tried++;
			throw new AuditTrailError("store-unavailable");
		};
		const ingest = ingester({ ...ports, ledger: { ...ports.ledger, put: down } });
		expect(await refusal(ingest(request(leastEvent, { key: "k" })))).toBe("store-unavailable");
		expect(tried).toBe(3);
	});
});

it("whatever is sent, the answer fits the batch and the ledger holds the accepted events once", async () => {
	const value = fc.oneof(
		fc.constant(leastEvent),
		fc.constant({ ...leastEvent, id: "same" }),
		fc.constant({ ...leastEvent, actor: { type: "user", id: "u" }, subject: { type: "user", id: "u" } }),
		fc.jsonValue({ maxDepth: 2 }),
	);
	await fc.assert(
		fc.asyncProperty(fc.array(value, { minLength: 1, maxLength: 8 }), async (values) => {
			const { worker, request, tables, ports } = setting();
			const { results, stored } = await worker()(
				request(JSON.parse(JSON.stringify(values).replaceAll("-0", "0"))),
			);
			expect(results).toHaveLength(values.length);
			const acceptedIds = results.filter(({ status }) => status === "accepted").map(({ id }) => id);
			expect(stored).toBe(acceptedIds.length > 0);
			const item = tables.lane(acme, lane(0))[0];
			// Reading needs more of the keyring than ingest does; this one has it all.
			const read = item ? await readEvents(item, ports.keyring as ReturnType<typeof memoryKeyring>) : [];
			expect(read.map(({ event }) => event.id)).toEqual(acceptedIds);
		}),
	);
});
