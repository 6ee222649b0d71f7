import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AuditTrail, type AuditTrailOptions } from "../../../client/node/audit-trail.ts";
import type { Result } from "../../../client/node/result.ts";
import { event, fakeApi, fakeTiming } from "./server.ts";

function open(options: Partial<AuditTrailOptions> = {}) {
	const api = fakeApi();
	const timing = fakeTiming();
	let keys = 0;
	const failures: Result[] = [];
	const client = new AuditTrail({
		url: "http://api/",
		key: "at_x",
		fetch: api.fetch,
		timing,
		newKey: () => `key-${++keys}`,
		onError: (result) => failures.push(result),
		...options,
	});
	return { api, timing, client, failures };
}
const names = (count: number) => Array.from({ length: count }, (_, index) => `a${index}`);

describe("the Node client", () => {
	it("sends a full buffer at once and the rest on flush, in order", async () => {
		const { api, client } = open({
			bufferSize: 10,
			flushAfter: 1e9,
			timing: { ...fakeTiming(), sleep: () => new Promise(() => {}) },
		});
		for (const name of names(25)) await client.send(event(name));
		expect(await client.flush()).toEqual({ accepted: 25, duplicate: 0, rejected: 0, failed: 0 });
		expect(api.seen.map(({ events }) => events.length)).toEqual([10, 10, 5]);
		expect(api.actions()).toEqual(names(25));
	});

	it("sends a buffer that does not fill after a while", async () => {
		const { api, client, timing } = open({ bufferSize: 10, flushAfter: 700 });
		const { result } = await client.send(event("only"));
		expect(await result).toMatchObject({ status: "accepted", id: "only" });
		expect(timing.slept).toEqual([700]);
		expect(api.seen).toHaveLength(1);
	});

	it("repeats the same bytes under the same key until it is answered, so that a lost reply stores nothing twice", async () => {
		const { api, client, timing } = open();
		api.faults.push("refused", "lost", { status: 503 }, { status: 429, headers: { "retry-after": "7" } });
		await client.send(event("once"));
		expect(await client.flush()).toMatchObject({ accepted: 1 });
		expect(api.actions()).toEqual(["once"]);
		expect(new Set(api.seen.map(({ key, body }) => key + body)).size).toBe(1);
		expect(api.seen).toHaveLength(5);
		expect(timing.slept.filter((wait) => wait !== 1000)).toEqual([100, 200, 400, 7000]);
	});

	it("uses a new key for each batch", async () => {
		const { api, client } = open({ bufferSize: 1 });
		for (const name of names(3)) await client.send(event(name));
		await client.flush();
		expect(new Set(api.seen.map(({ key }) => key)).size).toBe(3);
	});

	it("gives up after its attempts and says so for each event, never in silence", async () => {
		const { api, client, failures } = open({ attempts: 3 });
		api.faults.push({ status: 500 }, { status: 502 }, "refused");
		const { result } = await client.send(event("lost"));
		expect(await client.flush()).toMatchObject({ failed: 1 });
		expect(await result).toMatchObject({ status: "failed" });
		expect(failures).toHaveLength(1);
		expect(api.seen).toHaveLength(3);
	});

	it("does not repeat what will be refused again", async () => {
		const { api, client, failures } = open();
		api.faults.push({ status: 403, body: { code: "permission-denied", title: "This role may not do that" } });
		await client.send(event("a"));
		expect(await client.flush()).toMatchObject({ failed: 1 });
		expect(api.seen).toHaveLength(1);
		expect(failures[0]).toMatchObject({ status: "failed", error: { message: /403 This role may not/ } });
	});

	it("without onError makes flush reject, so that nobody overlooks a loss", async () => {
		const { api, client } = open();
		api.faults.push({ status: 403 });
		const quiet = new AuditTrail({ url: "http://api", key: "k", fetch: api.fetch, timing: fakeTiming() });
		await quiet.send(event("a"));
		await expect(quiet.flush()).rejects.toThrow(/0 events were rejected and 1 failed/);
		await client.close();
	});

	it("halves a batch that is too large, with keys that a retry repeats", async () => {
		const { api, client } = open();
		api.judgeBy((events) => (events.length > 3 ? { status: 413, code: "batch-too-large" } : undefined));
		for (const name of names(10)) await client.send(event(name));
		expect(await client.flush()).toMatchObject({ accepted: 10 });
		expect(api.actions()).toEqual(names(10));
		expect(api.seen.map(({ key }) => key)).toEqual([
			"key-1",
			"key-1.0",
			"key-1.0.0",
			"key-1.0.1",
			"key-1.1",
			"key-1.1.0",
			"key-1.1.1",
		]);
	});

	it("finds the one event that makes a whole body unreadable; the others are stored", async () => {
		const { api, client, failures } = open();
		api.judgeBy((events) =>
			events.some(({ action }) => action === "a6") ? { status: 400, code: "body-ambiguous" } : undefined,
		);
		for (const name of names(10)) await client.send(event(name));
		expect(await client.flush()).toEqual({ accepted: 9, duplicate: 0, rejected: 1, failed: 0 });
		expect(api.actions()).toEqual(names(10).filter((name) => name !== "a6"));
		expect(failures).toHaveLength(1);
	});

	it("does not search further when the server has judged every event", async () => {
		const { api, client } = open();
		api.judgeBy(() => ({ status: 400, code: "event-invalid" }));
		for (const name of names(5)) await client.send(event(name));
		expect(await client.flush()).toMatchObject({ rejected: 5 });
		expect(api.seen).toHaveLength(1);
	});

	it("keeps retention classes apart", async () => {
		const { api, client } = open();
		for (const [index, retentionClass] of ["x", "x", "y", "x"].entries())
			await client.send(event(`a${index}`, { retentionClass }));
		await client.flush();
		expect(api.seen.map(({ events }) => events.map((one) => one.retentionClass))).toEqual([
			["x", "x"],
			["y"],
			["x"],
		]);
	});

	it("waits in send while too many events are under way", async () => {
		let release = () => {};
		const held = new Promise<void>((resolve) => {
			release = resolve;
		});
		const api = fakeApi();
		const { client } = open({
			bufferSize: 2,
			maxPending: 4,
			fetch: async (url, init) => {
				await held;
				return await api.fetch(url, init);
			},
		});
		for (const name of names(4)) await client.send(event(name));
		let taken = false;
		const fifth = client.send(event("a4")).then(() => {
			taken = true;
		});
		await new Promise((resolve) => setImmediate(resolve));
		expect(taken).toBe(false);
		release();
		await fifth;
		expect(await client.close()).toMatchObject({ accepted: 5 });
	});

	it("copies an event when it is sent, and refuses one that is no JSON at the call", async () => {
		const { api, client } = open();
		const changing = event("before");
		await client.send(changing);
		changing.action = "after";
		await expect(client.send(event("x", { details: { big: 1n } }))).rejects.toThrow(TypeError);
		await client.flush();
		expect(api.actions()).toEqual(["before"]);
	});

	it("ends a flush when what was sent before is settled, however much is sent meanwhile", async () => {
		const { client } = open({ bufferSize: 3 });
		for (const name of names(4)) await client.send(event(name));
		let more = true;
		const endless = (async () => {
			while (more) {
				await client.send(event("later"));
				await new Promise((resolve) => setImmediate(resolve));
			}
		})();
		const counts = await client.flush();
		more = false;
		await endless;
		expect(counts.accepted).toBeGreaterThanOrEqual(4);
		await client.close();
	});

	it("goes back to gathering after a flush", async () => {
		const { api, client } = open({ bufferSize: 10 });
		await client.flush();
		for (const name of names(5)) await client.send(event(name));
		expect(api.seen).toHaveLength(0);
		await client.close();
		expect(api.seen).toHaveLength(1);
	});

	it("takes nothing more once it is closed", async () => {
		const { client } = open();
		await client.close();
		await expect(client.send(event("late"))).rejects.toThrow(/closed/);
	});

	it("says which setting is missing or wrong", () => {
		expect(() => new AuditTrail({ key: "k", url: "" })).toThrow(/AUDIT_TRAIL_URL/);
		expect(() => new AuditTrail({ key: "k", url: "http://x", bufferSize: 501 })).toThrow(/1 to 500/);
	});

	it("stores every event once and in order, whatever fails on the way", async () => {
		const fault = fc.constantFrom(
			"lost" as const,
			"refused" as const,
			{ status: 503 },
			{ status: 500 },
			undefined,
		);
		await fc.assert(
			fc.asyncProperty(
				fc.array(fault, { maxLength: 30 }),
				fc.integer({ min: 1, max: 60 }),
				fc.integer({ min: 1, max: 9 }),
				async (faults, count, bufferSize) => {
					const { api, client } = open({ bufferSize, attempts: 40 });
					api.faults.push(...(faults as typeof api.faults));
					for (const name of names(count)) await client.send(event(name));
					expect(await client.close()).toMatchObject({ accepted: count });
					expect(api.actions()).toEqual(names(count));
				},
			),
			{ numRuns: 60 },
		);
	});
});
