import { createSecretKey, randomBytes } from "node:crypto";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { genesisHash } from "../../src/ledger/genesis.ts";
import { lane, seq } from "../../src/ledger/identifiers.ts";
import { placeSegment } from "../../src/ledger/place-segment.ts";
import { prepareSegment } from "../../src/ledger/prepare-segment.ts";
import type { SegmentItem } from "../../src/ledger/segment-item.ts";
import { sha256 } from "../../src/ledger/sha256.ts";
import { partEvent } from "../../src/people/ownership.ts";
import { acme, event, openQuery } from "../functions/query/query.ts";
import { gateway, openCli } from "./cli.ts";

const key = createSecretKey(Buffer.alloc(32, 5));

/** A lane as ingest writes it: so many segments with two events each. */
function sealedLane(number: number, length: number): SegmentItem[] {
	const items: SegmentItem[] = [];
	for (let index = 0; index < length; index++) {
		const service = { actor: { type: "service", id: "cron" } };
		const prepared = prepareSegment({
			tenant: acme,
			receivedAt: Date.UTC(2026, 0, 1) + index,
			retentionClass: "standard",
			keepUntil: Date.UTC(2033, 0, 1),
			events: [event("a", service), event("b", service)].map(partEvent),
			ownerOf: () => {
				throw new Error("nobody is named");
			},
			tokenKeys: { token: key, address: key },
			dataKey: { id: "A".repeat(22), key },
			random: randomBytes,
		});
		items.push(
			placeSegment(prepared, {
				lane: lane(number),
				seq: seq(index),
				prev: items.at(-1)?.segmentHash ?? genesisHash(sha256, acme, lane(number)),
				segmentId: randomBytes(16),
				nonce: randomBytes(12),
			}),
		);
	}
	return items;
}

let query: ReturnType<typeof openQuery>;
const cli = openCli((url, init) => gateway(() => query.handler)(url, init));
afterAll(() => cli.close());
const set = (number: number, items: SegmentItem[]) => query.segments.set(`${acme}#${number}`, items);
beforeEach(() => {
	query = openQuery();
	set(2, sealedLane(2, 7));
	set(5, sealedLane(5, 230));
});

/** Lane 2 with one thing done to it. */
const spoil = (how: (items: SegmentItem[]) => SegmentItem[]) =>
	set(2, how((query.segments.get(`${acme}#2`) ?? []).map((item) => ({ ...item }))));
const change =
	(at: number, how: (item: SegmentItem, at: number) => SegmentItem | undefined) => (items: SegmentItem[]) =>
		items.map((item, index) => (index === at ? (how(item, index) ?? item) : item));
const flip = (bytes: Uint8Array | undefined) => {
	const copy = Uint8Array.from(bytes ?? []);
	copy[copy.length - 1] = (copy.at(-1) ?? 0) ^ 1;
	return copy;
};

describe("verify", () => {
	it("finds a clean ledger valid and exits 0, opening nothing", async () => {
		const { exit, json } = await cli.run(["verify", "--json"]);
		expect(exit).toBe(0);
		expect(json()).toEqual({
			verdict: "VALID",
			segments: 237,
			events: 474,
			integrity: { verified: 474, total: 474, score: 1 },
		});
		expect(query.state.opened).toBe(0);
		const { out } = await cli.run(["verify"]);
		expect(out).toBe("VALID  237 segments in 2 lanes, 474 events, 474 of 474 verified\n");
	});
	it("finds an empty ledger valid", async () => {
		query = openQuery();
		expect((await cli.run(["verify", "--json"])).json()).toMatchObject({ verdict: "VALID", segments: 0 });
	});
	it.each<[string, (items: SegmentItem[]) => SegmentItem[], number, string]>([
		["a changed body", change(3, (item) => ({ ...item, body: flip(item.body) })), 3, "ALTERED"],
		["a changed header", change(4, (item) => ({ ...item, header: flip(item.header) })), 4, "ALTERED"],
		["a changed hash", change(0, (item) => ({ ...item, segmentHash: flip(item.segmentHash) })), 0, "ALTERED"],
		[
			"a lost commitment",
			change(6, (item) => ({ ...item, commitments: item.commitments.slice(32) })),
			6,
			"ALTERED",
		],
		["a deleted segment", (items) => items.toSpliced(2, 1), 2, "MISSING"],
		["a segment of another lane", change(1, (_, at) => sealedLane(9, 2)[at]), 1, "ALTERED"],
		["a segment of another chain", change(3, (_, at) => sealedLane(2, 7)[at]), 3, "ALTERED"],
	])("names the place of %s and exits 1", async (_, how, at, verdict) => {
		spoil(how);
		const { exit, json } = await cli.run(["verify", "--json"]);
		expect(exit).toBe(1);
		expect(json()).toMatchObject({ verdict, firstBreak: { lane: 2, seq: at } });
		expect(json().integrity.score).toBeLessThan(1);
		expect((await cli.run(["verify"])).out).toContain(`first break: lane 2, segment ${at}: `);
	});
});
