import { describe, expect, it } from "vitest";
import type { NormalisedEvent } from "../../src/event/event.ts";
import { expectedIncidents } from "./detect-oracle.ts";
import { type Defect, DetectWorld, failure } from "./detect-world.ts";
import { type Flakiness, steady } from "./flaky.ts";
import { type Dice, seeded } from "./seeded.ts";

const SEEDS = 600;
const cloudy: Flakiness = { fails: 0.08, persistsAndFails: 0.08, kills: 0.03 };

/** A day of failed sign-ins: bursts, strays, the same event again, late and early ones, over three lanes. */
function fill(world: DetectWorld, dice: Dice): NormalisedEvent[] {
	const day = Date.UTC(2026, 1, 28);
	const events: NormalisedEvent[] = [];
	for (let burst = 0; burst < 6; burst++) {
		const begin = day + dice.below(20) * 250_000;
		for (let n = dice.below(7); n >= 0; n--)
			events.push(
				failure(
					`e${events.length}`,
					begin + dice.below(5) * 75_000,
					dice.pick(["ada", "grace", "alan"]),
					dice.pick(["203.0.113.1", "203.0.113.2"]),
				),
			);
	}
	const sent = dice.shuffle([...events, ...events.filter(() => dice.chance(0.2))]);
	while (sent.length > 0) world.append(dice.below(3), sent.splice(0, 1 + dice.below(5)));
	return events;
}

/** Runs a seed to its end: every record delivered, some again, some only by the gap that they leave. */
async function run(seed: number, chances: Flakiness, prepare: (world: DetectWorld) => void = () => {}) {
	const dice = seeded(seed);
	const world = new DetectWorld(dice);
	prepare(world);
	const events = fill(world, dice);
	const lasts = [0, 1, 2].map((number) => world.changes.findLast((change) => change.lane === number));
	const kept = world.changes.filter((change) => lasts.includes(change) || !dice.chance(0.1));
	const shardOf = [0, 1, 2].map(() => dice.below(2));
	const shards = [0, 1].map((shard) => kept.filter((change) => shardOf[change.lane] === shard));
	// What was delivered once may be delivered again at the same time, by a worker that was thought dead.
	const again = dice.chance(0.5) ? [kept.filter(() => dice.chance(0.4))] : [];
	await Promise.all([...shards, ...again].map((changes) => world.shard(changes, chances)));
	// Life goes on: what a dead worker still owed is brought out with the tenant's next segment.
	world.now += 120_000;
	const before = world.changes.length;
	world.append(0, []);
	await world.shard(world.changes.slice(before), steady);
	return { world, expected: await expectedIncidents(events) };
}

/** What is wrong with the end of a run, or nothing. */
function wrong({ world, expected }: Awaited<ReturnType<typeof run>>): string | undefined {
	if (JSON.stringify(world.incidents()) !== JSON.stringify(expected))
		return "other incidents than the oracle's";
	const incidents = [...world.memory.incidents.values()];
	if (incidents.some(({ alert }) => alert.state !== "published")) return "an alert is still owed";
	const published = new Set(world.published().map(({ alert }) => alert));
	if (incidents.some(({ id }) => !published.has(`${id}.opened`))) return "an alert is lost";
	return published.size === incidents.length ? undefined : "an alert without an incident";
}

describe("detection under faults", () => {
	it(`finds the oracle's incidents and loses no alert, whatever fails and whoever dies (${SEEDS} seeds)`, async () => {
		let found = 0;
		for (let seed = 1; seed <= SEEDS; seed++) {
			const end = await run(seed, cloudy);
			expect(wrong(end), `seed ${seed}`).toBeUndefined();
			found += end.expected.length;
		}
		expect(found).toBeGreaterThan(SEEDS);
	});

	it("publishes each alert exactly once when nothing fails and nothing comes twice at the same time", async () => {
		for (let seed = 1; seed <= 100; seed++) {
			const dice = seeded(seed);
			const world = new DetectWorld(dice);
			const events = fill(world, dice);
			for (const shard of [0, 1, 2])
				await world.shard(
					world.changes.filter((change) => change.lane === shard),
					steady,
				);
			expect(world.incidents(), `seed ${seed}`).toEqual(await expectedIncidents(events));
			expect(world.published().length, `seed ${seed}`).toBe(world.memory.incidents.size);
		}
	});
});

const defects: [name: string, prepare: (world: DetectWorld) => void][] = [
	[
		"counts deliveries in place of events",
		(world) => {
			let delivery = 0;
			world.defect = (ports) => ({
				...ports,
				async readEvents(item) {
					delivery++;
					const events = await ports.readEvents(item);
					return events.map((read) => ({
						...read,
						event: { ...read.event, id: `${read.event.id}.${delivery}` },
					}));
				},
			});
		},
	],
	[
		"writes without conditions",
		(world) => {
			world.memory.conditions = false;
		},
	],
	[
		"marks a lane before its effects are durable",
		(world) => {
			world.defect = (ports) => ({
				...ports,
				async readEvents(item) {
					await ports.watch.advance(item.tenant, { consumer: "detect", lane: item.lane, next: item.seq + 1 });
					return await ports.readEvents(item);
				},
			});
		},
	],
	[
		"trusts the stream to deliver all",
		(world) => {
			world.defect = (ports) => ({ ...ports, ledger: { segments: async () => [] } });
		},
	],
	[
		"notes an alert as published before it is",
		(world) => {
			world.defect = (ports) => ({
				...ports,
				incidents: {
					...ports.incidents,
					put: (incident, readVersion) =>
						ports.incidents.put({ ...incident, alert: { state: "published", at: 0 } }, readVersion),
				},
				alerts: { publish: async () => {} },
			});
		},
	],
	[
		"publishes only at the first attempt to open",
		(world) => {
			world.defect = (
				(tried: Set<string>): Defect =>
				(ports) => ({
					...ports,
					alerts: {
						async publish(alert) {
							if (tried.has(alert.alert)) return;
							tried.add(alert.alert);
							await ports.alerts.publish(alert);
						},
					},
				})
			)(new Set());
		},
	],
	[
		"adds to the count",
		(world) => {
			world.defect = (ports) => ({
				...ports,
				incidents: {
					...ports.incidents,
					async put(incident, readVersion) {
						const before = await ports.incidents.get(incident.tenant, incident.id);
						const count = (before?.count ?? 0) + incident.count;
						return await ports.incidents.put({ ...incident, count }, readVersion);
					},
				},
			});
		},
	],
];

describe("the same runs catch a detector that", () => {
	it.each(defects)("%s", async (_, prepare) => {
		for (let seed = 1; seed <= SEEDS; seed++)
			if (wrong(await run(seed, cloudy, prepare)) !== undefined) return;
		expect.unreachable(`not caught in ${SEEDS} seeds`);
	});
});
