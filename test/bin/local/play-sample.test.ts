import { describe, expect, it } from "vitest";
import { playSample } from "../../../bin/local/play-sample.ts";
import { isEvent } from "../../../src/event/check-event.ts";
import { fakeTrial } from "./trial.ts";

const now = Date.UTC(2026, 4, 6, 13);

/** An API that seals what comes, answers a key that it knows with what it answered first, and dies once. */
function sealing(diesAt: number) {
	const sealed = new Map<string, string[]>();
	let requests = 0;
	const passed: string[] = [];
	const answer = (path: string, init: { headers: Record<string, string>; body?: unknown }): unknown => {
		passed.push(path);
		if (path === "/v1/lanes") {
			const next = sealed.size;
			return { tenant: "trial", lanes: [{ lane: 0, next, progress: { detect: next, index: next } }] };
		}
		requests += 1;
		const events = JSON.parse(String(init.body)) as { id: string }[];
		expect(events.every(isEvent)).toBe(true);
		expect(init.headers["Authorization"]).toBe("Bearer key-of-producer");
		const ids = events.map(({ id }) => id);
		const key = init.headers["Idempotency-Key"] ?? "";
		expect(sealed.get(key) ?? ids).toEqual(ids);
		sealed.set(key, ids);
		if (requests === diesAt) return Response.json({ title: "refused" }, { status: 401 });
		return { results: ids.map((id) => ({ id, status: "accepted", receipt: {} })) };
	};
	return { answer, ids: () => [...sealed.values()].flat(), passed };
}

describe("playing the sample day", () => {
	it("seals each event of yesterday once and waits for the consumers", async () => {
		const api = sealing(0);
		const { trial } = fakeTrial(now, api.answer);
		const { record, day, firstSealed } = await playSample(trial, {});
		expect(api.ids()).toEqual(day.events.map(({ id }) => id));
		expect(record).toMatchObject({ day: Date.UTC(2026, 4, 5), sent: day.events.length, comparable: true });
		expect(record.sealed).toBe(record.events);
		expect(firstSealed).toBeGreaterThan(0);
		expect(api.passed.at(-1)).toBe("/v1/lanes");
	});

	it("is played once: another start sends nothing, on another day too", async () => {
		const api = sealing(0);
		const { trial } = fakeTrial(now, api.answer);
		const first = await playSample(trial, {});
		const sent = api.passed.length;
		const { trial: later } = fakeTrial(now + 3 * 86_400_000, api.answer);
		const second = await playSample({ ...later, directory: trial.directory }, {});
		expect(second).toMatchObject({ record: first.record, firstSealed: undefined });
		expect(api.passed.slice(sent).filter((path) => path === "/v1/events")).toEqual([]);
	});

	it("goes on where it was cut off, under the same key, though the lost answer's events are sealed", async () => {
		const api = sealing(7);
		const { trial } = fakeTrial(now, api.answer);
		await expect(playSample(trial, {})).rejects.toThrow("401");
		const { record, day } = await playSample(trial, {});
		expect(api.ids()).toEqual(day.events.map(({ id }) => id));
		expect(record.sealed).toBe(day.events.length);
	});

	it.each([
		[{ MAX_LOGIN_ATTEMPTS: "3", ALERT_THRESHOLD_SECONDS: "300" }, true],
		[{ MAX_LOGIN_ATTEMPTS: "5" }, false],
		[{ ALERT_THRESHOLD_SECONDS: "600" }, false],
	])("compares incidents at the usual thresholds only: %j", async (environment, comparable) => {
		const { trial } = fakeTrial(now, sealing(0).answer);
		expect((await playSample(trial, environment)).record.comparable).toBe(comparable);
	});
});
