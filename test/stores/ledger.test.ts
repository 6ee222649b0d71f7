import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { lane, seq, tenantId } from "../../src/ledger/identifiers.ts";
import type { SegmentItem } from "../../src/ledger/segment-item.ts";
import { laneStore } from "../../stores/lanes.ts";
import { ledgerStore } from "../../stores/ledger.ts";
import { requestStore } from "../../stores/requests.ts";
import { ledgerCloud } from "./ledger-cloud.ts";

const acme = tenantId("acme");
const segment = (number: number, body = 100): SegmentItem => ({
	tenant: acme,
	lane: lane(3),
	seq: seq(number),
	header: randomBytes(250),
	prevHash: randomBytes(32),
	segmentHash: randomBytes(32),
	commitments: randomBytes(64),
	body: randomBytes(body),
});

test("a place in the ledger is taken once, and what was put is what is read", async () => {
	const { dynamodb, tables } = await ledgerCloud();
	const store = ledgerStore(dynamodb, tables.ledger);
	expect(await store.last(acme, lane(3))).toBeUndefined();
	const [first, second, rival] = [segment(0), segment(1), segment(1)];
	expect(await store.put(first)).toBe("stored");
	const outcomes = await Promise.all([store.put(second), store.put(rival)]);
	expect(outcomes.sort()).toEqual(["stored", "taken"]);
	const read = await store.segments(acme, lane(3), 0, 10);
	expect(read.map((item) => Buffer.from(item.segmentHash))).toContainEqual(Buffer.from(first.segmentHash));
	expect(read[0]).toEqual({
		...first,
		header: new Uint8Array(first.header),
		prevHash: new Uint8Array(first.prevHash),
		segmentHash: new Uint8Array(first.segmentHash),
		commitments: new Uint8Array(first.commitments),
		body: new Uint8Array(first.body ?? []),
	});
	expect((await store.last(acme, lane(3)))?.seq).toBe(1);
	expect(await store.segments(acme, lane(4), 0, 10)).toEqual([]);
	expect(await store.segments(tenantId("acm"), lane(3), 0, 10)).toEqual([]);
});

test("the places of a lane are read to its end, however large its segments", async () => {
	const { dynamodb, tables } = await ledgerCloud();
	const store = ledgerStore(dynamodb, tables.ledger);
	for (let i = 0; i < 12; i++) await store.put(segment(i, 200_000));
	const seen: number[] = [];
	let pages = 0;
	for await (const page of store.places(acme, lane(3), 2)) {
		pages++;
		for (const place of page) seen.push(place.seq);
	}
	expect(seen).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
	expect(pages).toBeGreaterThan(1);
});

test("lanes are registered once and listed in order", async () => {
	const { dynamodb, tables } = await ledgerCloud();
	const store = laneStore(dynamodb, tables.tenants);
	for (const number of [16, 2, 255, 2, 0]) await store.register(acme, lane(number), 1);
	expect(await store.lanes(acme)).toEqual([0, 2, 16, 255]);
	expect(await store.lanes(tenantId("other"))).toEqual([]);
});

test("a request is bound once; later ones get the first binding with every segment id that was added", async () => {
	const { dynamodb, tables } = await ledgerCloud();
	const store = requestStore(dynamodb, tables.requests);
	const id = (byte: number) => new Uint8Array(16).fill(byte);
	const binding = {
		lane: lane(1),
		head: -1,
		time: 1000,
		body: new Uint8Array(32).fill(1),
		segmentIds: [id(1)],
	};
	const times = { replaceBefore: 0, expiresAt: 5 };
	expect(await store.bind("acme#x", binding, times)).toEqual({ made: true, binding });
	const later = { ...binding, lane: lane(9), head: 7, time: 2000, segmentIds: [id(9)] };
	expect(await store.bind("acme#x", later, times)).toEqual({ made: false, binding });
	const added = await store.addSegment("acme#x", id(2));
	expect(added.segmentIds.map((bytes) => bytes[0]).sort()).toEqual([1, 2]);
	expect({ ...added, segmentIds: [] }).toEqual({ ...binding, segmentIds: [] });
	expect((await store.bind("acme#x", later, { ...times, replaceBefore: 1000 })).made).toBe(true);
	await expect(store.addSegment("acme#y", id(1))).rejects.toMatchObject({ code: "store-unavailable" });
});
