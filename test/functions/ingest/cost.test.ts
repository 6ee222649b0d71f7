import { expect, test } from "vitest";
import { benchEvents, EVENT_BYTES, type Scene, scenes } from "../../../bench/events.ts";
import { writeUnits } from "../../../bench/write-units.ts";
import { ingester } from "../../../functions/ingest/ingest.ts";
import { randomPool } from "../../../functions/ingest/random-pool.ts";
import { tenantId } from "../../../src/ledger/identifiers.ts";
import { laneStore } from "../../../stores/lanes.ts";
import { ledgerStore } from "../../../stores/ledger.ts";
import { requestStore } from "../../../stores/requests.ts";
import { ledgerCloud } from "../../stores/ledger-cloud.ts";
import { memoryKeyring } from "./memory-keyring.ts";

/** Write units per event at batches of 100 events of 1 KB, idempotency included. */
const agreed: [Scene, number][] = [
	["none", 0.25],
	["one", 0.4],
	["two", 0.75],
];

test.each(agreed)(
	"a batch of 100 events of 1 KB (%s) takes at most %d write units per event",
	async (scene, units) => {
		expect(await writeUnits(scene, 100)).toBeLessThanOrEqual(units);
	},
);

test("write units are counted as the table counts them", async () => {
	const { dynamodb, tables, counted } = await ledgerCloud();
	const now = Date.UTC(2026, 10, 24);
	const ingest = ingester({
		ledger: ledgerStore(dynamodb, tables.ledger),
		requests: requestStore(dynamodb, tables.requests),
		lanes: laneStore(dynamodb, tables.tenants),
		keyring: memoryKeyring(),
		clock: { now: () => now, sleep: async () => {} },
		random: randomPool(),
		retentionDays: 2555,
	});
	const send = (key: string, scene: Scene) =>
		ingest({
			tenant: tenantId("acme"),
			credential: "credential-0123456789",
			key,
			body: Buffer.from(JSON.stringify(benchEvents(100, scene))),
			deadline: now + 10_000,
		});
	await send("first", "none");
	for (const scene of scenes) {
		counted();
		await send(scene, scene);
		const { writeUnits: units, calls } = counted();
		expect(calls).toEqual(["PutItemCommand", "PutItemCommand"]);
		// The random parts of two batches may compress to lengths on both sides of a unit's end.
		expect(Math.abs(units - 100 * (await writeUnits(scene, 100)))).toBeLessThanOrEqual(1);
	}
});

test("the benchmark's events are of the size that they claim, and differ", () => {
	for (const scene of scenes) {
		const events = benchEvents(100, scene).map((event) => JSON.stringify(event));
		for (const event of events) expect(event).toHaveLength(EVENT_BYTES);
		expect(new Set(events).size).toBe(100);
		expect(benchEvents(100, scene).map((event) => JSON.stringify(event))).toEqual(events);
	}
});

test("the pool of random bytes never gives a byte out twice", () => {
	const random = randomPool();
	const taken = [10, 8000, 500, 16, 9000, 0].map((size) => random(size));
	expect(taken.map(({ length }) => length)).toEqual([10, 8000, 500, 16, 9000, 0]);
	const spans = taken.map(({ buffer, byteOffset, length }) => ({
		buffer,
		from: byteOffset,
		to: byteOffset + length,
	}));
	for (const a of spans)
		for (const b of spans)
			if (a !== b && a.buffer === b.buffer) expect(a.to <= b.from || b.to <= a.from).toBe(true);
	expect(
		new Set(taken.filter(({ length }) => length > 9).map((bytes) => Buffer.from(bytes).toString("hex"))).size,
	).toBe(5);
});
