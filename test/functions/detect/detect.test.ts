import { describe, expect, it } from "vitest";
import { detect } from "../../../functions/detect/detect.ts";
import { AuditTrailError } from "../../../src/errors.ts";
import type { NormalisedEvent } from "../../../src/event/event.ts";
import { openGroup } from "../../../src/incidents/open-group.ts";
import { type Defect, DetectWorld, failure, SECONDS, tenant } from "../../crash/detect-world.ts";
import { oneKey } from "../../crash/detection-memory.ts";
import { Flaky, steady } from "../../crash/flaky.ts";
import { seeded } from "../../crash/seeded.ts";

const start = Date.UTC(2026, 1, 28);
const attack = (count: number, from = 0): NormalisedEvent[] =>
	Array.from({ length: count }, (_, n) =>
		failure(`e${from + n}`, start + (from + n) * 1000, "ada", "203.0.113.9"),
	);

async function deliver(world: DetectWorld, from = 0): Promise<string[]> {
	return await detect(world.changes.slice(from), world.ports(new Flaky(world.dice, steady)));
}

describe("detection", () => {
	it("raises an incident for the address and one for the account, with values that can be opened", async () => {
		const world = new DetectWorld(seeded(1));
		world.append(0, attack(3));
		expect(await deliver(world)).toEqual([]);
		const groups = await Promise.all(
			[...world.memory.incidents.values()].map(async ({ rule, values, count, events }) => ({
				rule,
				count,
				events,
				group: await openGroup(tenant, values, oneKey),
			})),
		);
		const events = ["0.0.0", "0.0.1", "0.0.2"];
		expect(groups.sort((a, b) => (a.rule < b.rule ? -1 : 1))).toEqual([
			{ rule: "brute-force-account", count: 3, events, group: { "actor.id": "ada" } },
			{ rule: "brute-force-address", count: 3, events, group: { "context.ip": "203.0.113.9" } },
		]);
	});

	it("leaves no value of an event in what it stores and publishes, and boxes of the person they belong to", async () => {
		const world = new DetectWorld(seeded(1));
		world.append(0, attack(3));
		await deliver(world);
		const stored = JSON.stringify([
			[...world.memory.incidents.entries()],
			[...world.memory.buckets.entries()],
			[...world.memory.owed.entries()],
			world.published(),
		]);
		expect(stored).not.toMatch(/203\.0\.113\.9|"ada"|"e0"/);
		for (const { values } of world.memory.incidents.values())
			expect(values.map(({ owner }) => owner)).toEqual(["owner-ada"]);
	});

	it("updates an incident over days of attack, and counts each distinct event once", async () => {
		const world = new DetectWorld(seeded(1));
		for (let day = 0; day < 4; day++)
			world.append(
				0,
				attack(50).map((event, n) => ({
					...event,
					id: `d${day}-${n}`,
					occurredAt: new Date(Date.parse(event.occurredAt) + day * 86_400_000).toISOString(),
				})),
			);
		world.append(
			1,
			attack(50).map((event, n) => ({ ...event, id: `d0-${n}` })),
		);
		await deliver(world);
		expect(world.incidents().map(({ count }) => count)).toEqual([200, 200]);
		expect(world.published()).toHaveLength(2);
	});

	it("stays exact over thousands of events of one group", async () => {
		const world = new DetectWorld(seeded(1));
		for (let part = 0; part < 12; part++) world.append(part % 3, attack(500, part * 250));
		await deliver(world);
		expect(world.incidents().map(({ count }) => count)).toEqual([3250, 3250]);
	});

	it("makes one read before and one after, and one write, for a group however many events a segment has", async () => {
		const calls: string[] = [];
		const world = new DetectWorld(seeded(1));
		world.defect = (ports) => ({
			...ports,
			watch: {
				...ports.watch,
				buckets: (...call) => {
					calls.push("read");
					return ports.watch.buckets(...call);
				},
				putBucket: (...call) => {
					calls.push("write");
					return ports.watch.putBucket(...call);
				},
			},
		});
		world.append(0, attack(200));
		await deliver(world);
		// Two groups: the address and the account.
		expect(calls.sort()).toEqual(["read", "read", "read", "read", "write", "write"]);
	});

	it("counts nobody who is erased, and nothing without a value, in a group", async () => {
		const world = new DetectWorld(seeded(1));
		world.append(
			0,
			attack(3).map(({ context: _, ...event }) => event),
		);
		world.defect = (ports) => ({
			...ports,
			readEvents: async (item) =>
				(await ports.readEvents(item)).map((read) => ({
					...read,
					event: { ...read.event, actor: { type: "user", id: "erased:owner-ada" } },
					erased: ["owner-ada"],
				})),
		});
		await deliver(world);
		expect(world.incidents()).toEqual([]);
	});

	it("makes a segment that cannot be read an incident, and goes on behind it", async () => {
		const world = new DetectWorld(seeded(1));
		world.append(0, []);
		world.append(0, attack(3));
		world.defect = (ports) => ({
			...ports,
			async readEvents(item) {
				if (item.seq === 0) throw new AuditTrailError("ciphertext-invalid");
				return await ports.readEvents(item);
			},
		});
		expect(await deliver(world)).toEqual([]);
		const found = [...world.memory.incidents.values()].map(({ rule }) => rule).sort();
		expect(found).toEqual(["brute-force-account", "brute-force-address", "segment-unreadable"]);
	});

	it("keeps tenants apart even where all else is the same", async () => {
		const world = new DetectWorld(seeded(1));
		world.append(0, attack(2));
		world.append(0, attack(1, 2));
		const [first, second] = world.changes;
		if (!first?.item || !second?.item) throw new Error("no changes");
		const other = "other" as typeof tenant;
		const foreign = { ...second, tenant: other, item: { ...second.item, tenant: other } };
		await detect([first, foreign], world.ports(new Flaky(world.dice, steady)));
		expect(world.incidents()).toEqual([]);
	});
});

describe("two workers at the same time", () => {
	/** An attack that neither worker sees whole: two events in one bucket, one in the next. */
	async function split(seed: number, defect: Defect = (ports) => ports) {
		const dice = seeded(seed);
		const world = new DetectWorld(dice);
		world.defect = defect;
		const border = Math.ceil(start / (SECONDS * 1000)) * SECONDS * 1000;
		world.append(0, [
			failure("a", border - 2000, "ada", "203.0.113.9"),
			failure("b", border - 1000, "ada", "203.0.113.9"),
		]);
		world.append(1, [failure("c", border + 1000, "ada", "203.0.113.9")]);
		await Promise.all(world.changes.map((change) => detect([change], world.ports(new Flaky(dice, steady)))));
		return world.incidents().length;
	}

	it("miss nothing that lies across the border of two buckets", async () => {
		for (let seed = 1; seed <= 300; seed++) expect(await split(seed), `seed ${seed}`).toBe(2);
	});

	it("would miss it if they did not look again after their own write", async () => {
		const blind: Defect = (ports) => {
			const { buckets, putBucket } = ports.watch;
			const seen = new Map<string, Awaited<ReturnType<typeof buckets>>>();
			return {
				...ports,
				watch: {
					...ports.watch,
					async buckets(tenant, window, from, to) {
						const known = seen.get(window.group) ?? (await buckets(tenant, window, from, to));
						seen.set(window.group, known);
						return known;
					},
					async putBucket(tenant, window, bucket, ...rest) {
						const others = (seen.get(window.group) ?? []).filter(({ number }) => number !== bucket.number);
						seen.set(window.group, [...others, bucket]);
						return await putBucket(tenant, window, bucket, ...rest);
					},
				},
			};
		};
		const found = new Set<number>();
		for (let seed = 1; seed <= 300; seed++) found.add(await split(seed, blind));
		expect(Math.min(...found)).toBeLessThan(2);
	});
});
