import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { shippedRules } from "../../../src/detection/shipped-rules.ts";
import { isEvent, whyNoEvent } from "../../../src/event/check-event.ts";
import { sampleDay } from "../../../src/sample/sample-day.ts";
import { firingTimes } from "../../crash/window-oracle.ts";

const day = Date.UTC(2026, 2, 2);
const rules = shippedRules({ MAX_LOGIN_ATTEMPTS: 3, ALERT_THRESHOLD_SECONDS: 300 });

/** Incidents by brute force, straight from the events' fields. */
function incidents(seed: number) {
	const failures = sampleDay(seed, day).events.filter(
		({ action, outcome }) => action === "user.login" && outcome === "failure",
	);
	return [
		{ rule: "brute-force-address", field: "context.ip" },
		{ rule: "brute-force-account", field: "actor.id" },
	].flatMap(({ rule, field }) => {
		const groups = Map.groupBy(failures, ({ actor, context }) =>
			field === "actor.id" ? actor.id : context?.ip,
		);
		return [...groups].flatMap(([value, events]) => {
			const count = firingTimes(
				events.map(({ occurredAt }) => Date.parse(occurredAt)),
				3,
				300_000,
			).length;
			return count === 0 ? [] : [{ rule, group: { [field]: value }, count }];
		});
	});
}

const sorted = (found: readonly object[]) => found.map((one) => JSON.stringify(one)).sort();

describe("the sample day", () => {
	it("is the same for the same seed and another for another", () => {
		expect(sampleDay(7, day)).toEqual(sampleDay(7, day));
		expect(sampleDay(8, day).events).not.toEqual(sampleDay(7, day).events);
	});

	it("has thousands of valid events in order, all of its own day, with ids of their own and people's values", () => {
		const { events } = sampleDay(1, day);
		expect(events.length).toBeGreaterThan(3000);
		for (const event of events) if (!isEvent(event)) expect.unreachable(JSON.stringify(whyNoEvent(event)));
		const times = events.map(({ occurredAt }) => Date.parse(occurredAt));
		expect(times).toEqual(times.toSorted((a, b) => a - b));
		expect(times[0]).toBeGreaterThanOrEqual(day);
		expect(times.at(-1)).toBeLessThan(day + 86_400_000);
		expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
		expect(events.filter(({ personal }) => personal).length).toBeGreaterThan(1000);
		expect(new Set(events.map(({ action }) => action)).size).toBeGreaterThanOrEqual(6);
	});

	it("holds exactly the incidents that it says, for any seed", () => {
		expect(rules.map(({ id }) => id).sort()).toEqual(["brute-force-account", "brute-force-address"]);
		fc.assert(
			fc.property(fc.nat(), (seed) => {
				expect(sorted(incidents(seed))).toEqual(sorted(sampleDay(seed, day).incidents));
			}),
			{ numRuns: 15 },
		);
	});
});
