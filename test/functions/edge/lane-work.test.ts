import { describe, expect, it } from "vitest";
import { ATTEMPTS, type LaneConsumer, laneWork } from "../../../functions/edge/lane-work.ts";
import { AuditTrailError, type ErrorCode } from "../../../src/errors.ts";
import type { SegmentItem } from "../../../src/ledger/segment-item.ts";
import type { LedgerChange } from "../../../stores/ledger-change.ts";
import { DetectionMemory } from "../../crash/detection-memory.ts";
import { Flaky, steady } from "../../crash/flaky.ts";
import { seeded } from "../../crash/seeded.ts";
import { chain, tenant } from "../index/segments.ts";

function world(segment: (place: string) => void = () => {}) {
	const memory = new DetectionMemory();
	const flaky = new Flaky(seeded(1), steady);
	const told: string[] = [];
	const consumer: LaneConsumer = {
		consumer: "detect",
		async segment({ lane, seq }) {
			segment(`${lane}.${seq}`);
			told.push(`${lane}.${seq}`);
			return {};
		},
		async missing(_, lane, from, to) {
			told.push(`${lane}.${from}-${to} missing`);
		},
		async unreadable({ lane, seq }, code) {
			told.push(`${lane}.${seq} ${code}`);
		},
	};
	const put = (items: SegmentItem[]): LedgerChange[] =>
		items.map((item, index) => {
			memory.lane(tenant, item.lane).push(item);
			const { lane, seq } = item;
			return { tenant, lane, seq, kind: "INSERT", item, sequenceNumber: `${lane}/${index}`, at: 0 };
		});
	const ports = {
		ledger: memory.ledger(flaky),
		watch: memory.watch(flaky),
		remaining: () => 60_000,
		log: () => {},
	};
	const next = (lane: number) => memory.marks.get(`acme#detect#${lane}`)?.next;
	return {
		memory,
		told,
		put,
		next,
		ports,
		work: (changes: LedgerChange[]) => laneWork(changes, consumer, ports),
	};
}

const refuse = (at: string, code: ErrorCode | "bug") => (place: string) => {
	if (place === at) throw code === "bug" ? new TypeError("bug") : new AuditTrailError(code);
};

describe("reading the ledger's stream", () => {
	it("takes each segment once and in order, and passes over what was taken before", async () => {
		const { put, work, told, next } = world();
		const changes = put(chain(0, 4));
		await work(changes.slice(0, 3));
		await work(changes.slice(1));
		expect(told).toEqual(["0.0", "0.1", "0.2", "0.3"]);
		expect(next(0)).toBe(4);
	});

	it("closes a gap from the ledger, however long", async () => {
		const { put, work, told } = world();
		const changes = put(chain(0, 120));
		await work(changes.slice(119));
		expect(told).toEqual(Array.from({ length: 120 }, (_, index) => `0.${index}`));
	});

	it("says what the ledger itself lacks, once, and goes on behind it", async () => {
		const { put, work, told, memory } = world();
		const changes = put(chain(0, 8));
		const items = memory.lane(tenant, changes[0]?.lane ?? (0 as never));
		items.splice(0, 1);
		items.splice(2, 3);
		await work(changes.slice(7));
		expect(told).toEqual(["0.0-0 missing", "0.1", "0.2", "0.3-5 missing", "0.6", "0.7"]);
	});

	it("stops a lane at its failure and lets the others go on", async () => {
		const { put, work, told, next } = world(refuse("0.1", "key-unavailable"));
		const changes = [...put(chain(0, 3)), ...put(chain(1, 3))];
		expect(await work(changes)).toEqual(["0/1"]);
		expect(told).toEqual(["0.0", "1.0", "1.1", "1.2"]);
		expect([next(0), next(1)]).toEqual([1, 3]);
	});

	it.each(["format-invalid", "ciphertext-invalid"] as const)(
		"gives up at once what will never be readable: %s",
		async (code) => {
			const { put, work, told } = world(refuse("0.1", code));
			expect(await work(put(chain(0, 3)))).toEqual([]);
			expect(told).toEqual(["0.0", `0.1 ${code}`, "0.2"]);
		},
	);

	it("gives up what fails for an unforeseen reason after some deliveries, so that it stops nobody for ever", async () => {
		const { put, work, told, next } = world(refuse("0.1", "bug"));
		const changes = put(chain(0, 3));
		for (let delivery = 1; delivery < ATTEMPTS; delivery++) expect(await work(changes)).toEqual(["0/1"]);
		expect(await work(changes)).toEqual([]);
		expect(told).toEqual(["0.0", "0.1 internal", "0.2"]);
		expect(next(0)).toBe(3);
	});

	it("never gives up what fails because a key or a store is out of reach", async () => {
		const { put, work, told } = world(refuse("0.0", "key-unavailable"));
		const changes = put(chain(0, 1));
		for (let delivery = 0; delivery < 3 * ATTEMPTS; delivery++) expect(await work(changes)).toEqual(["0/0"]);
		expect(told).toEqual([]);
	});

	it("ends in time, with what it has done marked", async () => {
		const { put, ports, memory } = world();
		const changes = put(chain(0, 5));
		let left = 40_000;
		const slow: LaneConsumer = {
			consumer: "detect",
			async segment() {
				left -= 12_000;
				return {};
			},
			missing: async () => {},
			unreadable: async () => {},
		};
		expect(await laneWork(changes, slow, { ...ports, remaining: () => left })).toEqual(["0/3"]);
		expect(memory.marks.get("acme#detect#0")?.next).toBe(3);
	});

	it("has a lane delivered again when its mark could not be written", async () => {
		const { put, memory } = world();
		const changes = put(chain(0, 2));
		const dead = new Flaky(seeded(1), { fails: 1, persistsAndFails: 0, kills: 0 });
		const consumer: LaneConsumer = {
			consumer: "detect",
			segment: async () => ({}),
			missing: async () => {},
			unreadable: async () => {},
		};
		const ports = {
			ledger: memory.ledger(dead),
			watch: { ...memory.watch(dead), progress: async () => undefined },
			remaining: () => 60_000,
			log: () => {},
		};
		expect(await laneWork(changes, consumer, ports)).toEqual(["0/0"]);
	});
});
