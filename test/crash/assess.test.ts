import { describe, expect, it } from "vitest";
import { assessReport } from "../../functions/assess/assess.ts";
import { record, tenant, World } from "../functions/assess/world.ts";

const SEEDS = 400;
const DELIVERIES = 120;

/** Numbers from 0 to 1 that depend on the seed alone (mulberry32). */
function dice(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
	};
}

/**
 * One report under a queue that delivers at least once, with writes that fail, or fail although they were stored,
 * and with incidents that change while it is written. Ends when a delivery finds nothing to do.
 */
async function run(seed: number, world = new World().plant(2, 60)) {
	const roll = dice(seed);
	world.records.set("rep_01", record());
	world.strike = () => {
		if (roll() < 0.25) throw new Error("the write failed, or its answer was lost");
	};
	const states: string[] = [];
	for (let deliveries = 0; deliveries < DELIVERIES; deliveries++) {
		if (roll() < 0.3)
			world.incidentsFound.push({
				id: `inc-${deliveries}`,
				rule: "brute-force-address",
				severity: "high",
				status: "open",
				count: 5,
				firstAt: 0,
				openedAt: 0,
				events: [],
			});
		const delivery = () =>
			assessReport(tenant, "rep_01", world.ports, world.now + Math.floor(roll() * 60)).catch(() => "failed");
		const outcomes = await Promise.all(roll() < 0.2 ? [delivery(), delivery()] : [delivery()]);
		const state = world.records.get("rep_01")?.state ?? "";
		states.push(state);
		if (state === "ready") expect(world.objects.size).toBe(2);
		if (outcomes.includes("nothing")) break;
	}
	return { world, last: states.at(-1) };
}

describe("assessing under faults", () => {
	it(`ends ready with the bytes that the register names, whatever fails on the way (${SEEDS} seeds)`, async () => {
		for (let seed = 1; seed <= SEEDS; seed++) {
			const { world, last } = await run(seed);
			expect(last, `seed ${seed}`).toBe("ready");
			const objects = world.records.get("rep_01")?.objects ?? [];
			for (const { key, sha256 } of objects) {
				const bytes = world.objects.get(key) ?? new Uint8Array();
				const digest = Buffer.from(await crypto.subtle.digest("SHA-256", bytes.slice())).toString("hex");
				expect(digest, `seed ${seed}`).toBe(sha256);
			}
			expect(world.records.get("rep_01")?.headline?.integrity, `seed ${seed}`).toEqual({
				verified: 240,
				total: 240,
				score: 1,
			});
		}
	});

	it("catches a story that gathers its evidence anew after something was locked", async () => {
		let caught = 0;
		for (let seed = 1; seed <= 30; seed++) {
			const world = new World().plant(2, 60);
			const { update } = world.ports.reports;
			// The defect: the mark that the evidence is complete is lost, so each attempt looks again.
			world.ports.reports.update = (next) => {
				const { complete: _, ...walk } = next.walk ?? { complete: true };
				return update({ ...next, ...("cursor" in walk && { walk }) });
			};
			const { last } = await run(seed, world);
			if (last !== "ready") caught++;
		}
		expect(caught).toBeGreaterThan(3);
	});
});
