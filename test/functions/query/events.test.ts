import fc from "fast-check";
import type { Static } from "typebox";
import { Check } from "typebox/value";
import { describe, expect, it } from "vitest";
import { eventAnswer, eventsAnswer } from "../../../src/api/answers.ts";
import { tenantId } from "../../../src/ledger/identifiers.ts";
import { acme, by, event, openQuery } from "./query.ts";

type Query = ReturnType<typeof openQuery>;
type Page = Static<typeof eventsAnswer>;

/** All pages of a question. */
async function all(query: Query, filters: Record<string, string>, first?: Page) {
	const actions: string[] = [];
	const pages: number[] = [];
	let cursor: string | undefined;
	let known = first;
	do {
		const asked = { ...filters, ...(cursor ? { cursor } : {}) };
		const json: Page = known ?? (await query.get("/v1/events", asked)).json;
		known = undefined;
		expect(Check(eventsAnswer, json)).toBe(true);
		actions.push(...json.events.map((one) => one.event.action));
		pages.push(json.events.length);
		cursor = json.cursor;
	} while (cursor !== undefined);
	return { actions, pages };
}

describe("listing events", () => {
	it("gives each event once, in log order, whatever the size of the pages", async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 5 })), { maxLength: 30 }),
				fc.integer({ min: 1, max: 12 }),
				async (appends, limit) => {
					const query = openQuery();
					const byLane: string[][] = [[], [], [], []];
					for (const [number, count] of appends) {
						const actions = Array.from(
							{ length: count },
							(_, index) => `${number}-${byLane[number]?.length}-${index}`,
						);
						query.append(
							acme,
							number,
							actions.map((action) => event(action)),
						);
						byLane[number]?.push(...actions);
					}
					const { actions, pages } = await all(query, { limit: String(limit) });
					expect(actions).toEqual(byLane.flat());
					expect(pages.every((size) => size <= limit)).toBe(true);
				},
			),
			{ numRuns: 60 },
		);
	});

	it("gives each event once, newest first, whatever is appended meanwhile", async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 5 })), { maxLength: 40 }),
				fc.integer({ min: 1, max: 12 }),
				async (appends, limit) => {
					const query = openQuery();
					const sealed: string[] = [];
					for (const [time, [number, count]] of appends.entries()) {
						const actions = Array.from({ length: count }, (_, index) => `${time}-${index}`);
						query.append(
							acme,
							number,
							actions.map((action) => event(action)),
							time,
						);
						sealed.push(...actions);
					}
					const first = await query.get("/v1/events", { order: "newest", limit: String(limit) });
					query.append(acme, 0, [event("later")], 1e6);
					const { actions } = await all(query, { order: "newest", limit: String(limit) }, first.json);
					expect(actions).toEqual(sealed.toReversed());
				},
			),
			{ numRuns: 100 },
		);
	});

	it("newest first passes over a stretch that is missing, and does bounded work too", async () => {
		const query = openQuery();
		for (let index = 0; index < 260; index++) query.append(acme, 0, [event(`e${index}`)], index);
		const items = query.segments.get("acme#0") ?? [];
		query.segments.set("acme#0", [...items.slice(0, 30), ...items.slice(90)]);
		const first = await query.get("/v1/events", { order: "newest", action: "e3" });
		expect(first.json.scanned).toEqual({ segments: 200 });
		expect((await all(query, { order: "newest", action: "e3" })).actions).toEqual(["e3"]);
	});

	it("filters by actor, action, resource, outcome, lane and time, half-open", async () => {
		const query = openQuery();
		query.append(acme, 0, [
			event("a"),
			event("b", { actor: { type: "user", id: "bob" } }),
			event("c", { resource: { type: "host", id: "web-2" } }),
			event("d", { outcome: "denied" }),
			event("e", { occurredAt: "2026-01-05T00:00:00.000Z" }),
		]);
		query.append(acme, 7, [event("f")]);
		const found = async (filters: Record<string, string>) => (await all(query, filters)).actions.join("");
		expect(await found({ actor: "bob" })).toBe("b");
		expect(await found({ action: "c" })).toBe("c");
		expect(await found({ resource: "web-2" })).toBe("c");
		expect(await found({ outcome: "denied" })).toBe("d");
		expect(await found({ lane: "7" })).toBe("f");
		expect(await found({ from: "2026-01-05" })).toBe("e");
		expect(await found({ from: "2026-01-01", to: "2026-01-05" })).toBe("abcdf");
		expect(await found({ actor: "bob", outcome: "denied" })).toBe("");
	});

	it("does bounded work for a page, however rare what is wanted, and goes on from there", async () => {
		const query = openQuery();
		for (let index = 0; index < 450; index++)
			query.append(acme, 0, [event(index === 449 ? "rare" : "common")]);
		const first = await query.get("/v1/events", { action: "rare" });
		expect(first.json.events).toEqual([]);
		expect(query.state.opened).toBe(200);
		expect((await all(query, { action: "rare" })).actions).toEqual(["rare"]);
	});

	it("ends a page before its deadline and still gets through", async () => {
		const query = openQuery();
		for (let index = 0; index < 100; index++) query.append(acme, 0, [event(`e${index}`)]);
		query.state.cost = 500;
		const { actions, pages } = await all(query, { limit: "500" });
		expect(actions).toHaveLength(100);
		expect(pages.length).toBeGreaterThan(1);
	});

	it("refuses a cursor with other filters", async () => {
		const query = openQuery();
		query.append(acme, 0, [event("a"), event("b")]);
		const { json } = await query.get("/v1/events", { limit: "1" });
		const other = await query.get("/v1/events", { limit: "1", cursor: json.cursor, actor: "bob" });
		expect(other.json.code).toBe("cursor-invalid");
	});

	it("names a damaged segment and shows the others", async () => {
		const query = openQuery();
		query.append(acme, 0, [event("a")]);
		query.append(acme, 0, [event("b")]).body = Buffer.from("damaged");
		query.append(acme, 0, [event("c")]);
		const { json } = await query.get("/v1/events");
		expect(json.events.map((one: { event: { action: string } }) => one.event.action)).toEqual(["a", "c"]);
		expect(json.unreadable).toEqual([{ lane: 0, seq: 1, code: "ciphertext-invalid" }]);
		expect(Check(eventsAnswer, json)).toBe(true);
	});

	it("shows a tenant its own events and no other's", async () => {
		const query = openQuery();
		query.append(acme, 0, [event("mine")]);
		query.append(tenantId("other"), 0, [event("theirs")]);
		const { json } = await query.get("/v1/events", {}, by("auditor", "other"));
		expect(JSON.stringify(json)).not.toContain("mine");
		expect(json.events).toHaveLength(1);
	});

	it("writes nothing of an event into the log", async () => {
		const query = openQuery();
		query.append(acme, 0, [event("marker.action", { reason: "marker-reason" })]);
		await query.get("/v1/events", { action: "marker.action" });
		expect(query.lines.join()).not.toContain("marker");
	});
});

describe("one event", () => {
	const find = (query: Query, ref: string, tenant = "acme") =>
		query.send({ method: "GET", path: "/v1/events/{ref}", params: { ref }, caller: by("auditor", tenant) });

	it("is found by its reference", async () => {
		const query = openQuery();
		query.append(acme, 3, [event("a"), event("b")]);
		const { json } = await find(query, "3.0.1");
		expect(json).toMatchObject({ ref: "3.0.1", event: { action: "b" } });
		expect(Check(eventAnswer, json)).toBe(true);
	});
	it("of another tenant is not there", async () => {
		const query = openQuery();
		query.append(acme, 3, [event("a")]);
		expect((await find(query, "3.0.0", "other")).status).toBe(404);
	});
	it("whose content was pruned is not there any more, and the answer says why", async () => {
		const query = openQuery();
		query.append(acme, 3, [event("a")]).body = undefined;
		const { status, json } = await find(query, "3.0.0");
		expect(status).toBe(404);
		expect(json.detail).toMatch(/retention/);
	});
	it.each(["3.0.9", "3.9.0", "9.0.0"])("at %s is not there", async (ref) => {
		const query = openQuery();
		query.append(acme, 3, [event("a")]);
		expect((await find(query, ref)).status).toBe(404);
	});
	it.each(["", "3", "3.0", "3.0.0.0", "-1.0.0", "256.0.0", "3.0.x", "../secret", "03.0.0"])(
		"has no reference like %j",
		async (ref) => {
			expect((await find(openQuery(), ref)).status).toBe(400);
		},
	);
});
