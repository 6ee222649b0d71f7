import { describe, expect, it } from "vitest";
import { tamperWatch } from "../../../functions/index/tamper-watch.ts";
import { openGroup } from "../../../src/incidents/open-group.ts";
import { lane } from "../../../src/ledger/identifiers.ts";
import type { SegmentItem } from "../../../src/ledger/segment-item.ts";
import type { LedgerChange } from "../../../stores/ledger-change.ts";
import { DetectionMemory, oneKey } from "../../crash/detection-memory.ts";
import { Flaky, steady } from "../../crash/flaky.ts";
import { seeded } from "../../crash/seeded.ts";
import { chain, segment, tenant } from "./segments.ts";

/** A ledger, its stream, and the watch over it. */
class TamperWorld {
	readonly memory = new DetectionMemory();
	readonly #flaky = new Flaky(seeded(1), steady);
	#records = 0;

	/** Puts a segment into the ledger and gives the stream's record of it. */
	put(item: SegmentItem): LedgerChange {
		const items = this.memory.lane(item.tenant, item.lane);
		const at = items.findIndex(({ seq }) => seq === item.seq);
		items.splice(at < 0 ? items.length : at, at < 0 ? 0 : 1, item);
		return this.record("INSERT", item);
	}

	remove(item: SegmentItem): LedgerChange {
		const items = this.memory.lane(item.tenant, item.lane);
		items.splice(items.indexOf(item), 1);
		return { ...this.record("REMOVE", item), item: undefined };
	}

	record(kind: LedgerChange["kind"], item: SegmentItem): LedgerChange {
		this.#records++;
		const { tenant, lane, seq } = item;
		return { tenant, lane, seq, kind, item, sequenceNumber: String(this.#records), at: 60_000 };
	}

	watch(...changes: LedgerChange[]): Promise<string[]> {
		return tamperWatch(changes, {
			ledger: this.memory.ledger(this.#flaky),
			watch: this.memory.watch(this.#flaky),
			incidents: this.memory.incidentStore(this.#flaky),
			alerts: this.memory.topic(this.#flaky),
			owed: this.memory.owedAlerts(this.#flaky),
			keyring: oneKey,
			random: (length) => new Uint8Array(length),
			now: () => 70_000,
			publicUrl: "https://audit.example",
			remaining: () => 60_000,
			log: () => {},
		});
	}

	/** Places and changes that incidents name. */
	async found(): Promise<string[]> {
		const incidents = [...this.memory.incidents.values()];
		expect(this.memory.published).toHaveLength(incidents.length);
		expect(
			incidents.every(({ rule, severity }) => rule === "ledger-tampering" && severity === "critical"),
		).toBe(true);
		const groups = await Promise.all(incidents.map(({ values }) => openGroup(tenant, values, oneKey)));
		return groups.map(({ segment, change }) => `${segment} ${change}`).sort();
	}
}

describe("the tamper watch", () => {
	it("is silent about a ledger that only grows, in several lanes, delivered twice", async () => {
		const world = new TamperWorld();
		const changes = [...chain(0, 5), ...chain(7, 3)].map((item) => world.put(item));
		expect(await world.watch(...changes.slice(0, 4))).toEqual([]);
		expect(await world.watch(...changes)).toEqual([]);
		expect(await world.found()).toEqual([]);
		expect(world.memory.marks.get("acme#index#0")).toMatchObject({ next: 5 });
		expect(world.memory.marks.get("acme#index#7")).toMatchObject({ next: 3 });
	});

	it("names a removed segment", async () => {
		const world = new TamperWorld();
		const items = chain(0, 3);
		await world.watch(...items.map((item) => world.put(item)));
		const removal = world.remove(items[1] as SegmentItem);
		await world.watch(removal);
		await world.watch(removal);
		expect(await world.found()).toEqual(["0.1 removed"]);
	});

	it.each([
		["its body is taken away", (item: SegmentItem): SegmentItem => ({ ...item, body: undefined })],
		["a byte is changed", (item: SegmentItem): SegmentItem => ({ ...item, body: Uint8Array.from([9]) })],
	])("names a segment that was changed: %s", async (_, change) => {
		const world = new TamperWorld();
		const items = chain(0, 3);
		await world.watch(...items.map((item) => world.put(item)));
		await world.watch(world.record("MODIFY", change(items[2] as SegmentItem)));
		expect(await world.found()).toEqual(["0.2 changed"]);
	});

	it("names what was put in the place of a removed segment", async () => {
		const world = new TamperWorld();
		const items = chain(0, 3);
		await world.watch(...items.map((item) => world.put(item)));
		const old = items[1] as SegmentItem;
		const forged = segment(lane(0), 1, old.prevHash, 99);
		await world.watch(world.remove(old), world.put(forged));
		expect(await world.found()).toEqual([
			"0.1 inserted: the segment behind it does not follow on it",
			"0.1 removed",
		]);
	});

	const [first, second] = chain(0, 2) as [SegmentItem, SegmentItem];
	it.each([
		[
			"it follows on nothing",
			{ ...segment(lane(0), 1, new Uint8Array(32)) },
			"it does not follow on the segment before it",
		],
		["its header is no header", { ...second, header: Uint8Array.from([1, 2]) }, "its header cannot be read"],
		[
			"its header is of another place",
			{ ...segment(lane(0), 2, first.segmentHash), seq: second.seq },
			"its header names another place",
		],
		[
			"its hash is another",
			{ ...second, segmentHash: new Uint8Array(32) },
			"its hash is not that of its header",
		],
		[
			"its attribute names another predecessor",
			{ ...second, prevHash: new Uint8Array(32) },
			"its header names another predecessor than its item",
		],
		[
			"a commitment is another",
			{ ...second, commitments: new Uint8Array(32) },
			"its commitments are not those of its header",
		],
		[
			"a commitment is missing",
			{ ...second, commitments: new Uint8Array(0) },
			"it has more or fewer commitments than events",
		],
		[
			"its body is another",
			{ ...second, body: Uint8Array.from([1]) },
			"its body is not the one of its header",
		],
		["its body is missing", { ...second, body: undefined }, "its body is missing"],
	])("names an appended segment that does not fit: %s", async (_, item: SegmentItem, reason) => {
		const world = new TamperWorld();
		await world.watch(world.put(first), world.put(item));
		expect(await world.found()).toEqual([`0.1 inserted: ${reason}`]);
	});

	it("names the first segment of a lane that does not begin at its beginning", async () => {
		const world = new TamperWorld();
		await world.watch(world.put(segment(lane(0), 0, new Uint8Array(32))));
		expect(await world.found()).toEqual(["0.0 inserted: it does not follow on the segment before it"]);
	});

	it("reads what the stream did not deliver, and names what is not there", async () => {
		const world = new TamperWorld();
		const changes = chain(0, 6).map((item) => world.put(item));
		world.memory.lane(tenant, lane(0)).splice(2, 2);
		await world.watch(changes[5] as LedgerChange);
		expect(await world.found()).toEqual(["0.2 missing, up to 3"]);
		expect(world.memory.marks.get("acme#index#0")).toMatchObject({ next: 6 });
	});
});
