import { Check } from "typebox/value";
import { describe, expect, it } from "vitest";
import { lanesAnswer, segmentsAnswer } from "../../../src/api/answers.ts";
import { lane } from "../../../src/ledger/identifiers.ts";
import { acme, by, event, openQuery } from "./query.ts";

describe("raw segments", () => {
	it("come as they are stored, page by page, to the end of the lane", async () => {
		const query = openQuery();
		for (let index = 0; index < 25; index++) query.append(acme, 4, [event(`e${index}`)]);
		const seen: number[] = [];
		let next: number | undefined = 0;
		while (next !== undefined) {
			const { json } = await query.get("/v1/segments", { lane: "4", from: String(next), limit: "10" });
			expect(Check(segmentsAnswer, json)).toBe(true);
			seen.push(...json.segments.map((segment: { seq: number }) => segment.seq));
			next = json.next;
		}
		expect(seen).toEqual(Array.from({ length: 25 }, (_, index) => index));
		expect(query.state.opened).toBe(0);
	});
	it("stay below what an answer may carry", async () => {
		const query = openQuery();
		for (let index = 0; index < 30; index++)
			query.append(acme, 0, []).body = new Uint8Array(300_000).fill(index);
		const { body, json } = await query.get("/v1/segments", { lane: "0", limit: "200" });
		expect(body.length).toBeLessThan(4_500_000);
		expect(json.next).toBe(json.segments.length);
		expect(json.segments.length).toBeGreaterThan(5);
	});
	it("without a body are shown without it", async () => {
		const query = openQuery();
		query.append(acme, 0, [event("a")]).body = undefined;
		const { json } = await query.get("/v1/segments", { lane: "0" });
		expect(json.segments[0]).not.toHaveProperty("body");
	});
	it("are not for roles that only read events", async () => {
		expect((await openQuery().get("/v1/segments", { lane: "0" }, by("analyst"))).status).toBe(403);
	});
});

describe("lanes", () => {
	it("tell their head and how far the stream's readers are", async () => {
		const query = openQuery();
		query.append(acme, 2, [event("a")]);
		query.append(acme, 2, [event("b")]);
		query.append(acme, 9, [event("c")]);
		query.state.progress = [
			{ consumer: "detect", lane: lane(2), next: 2 },
			{ consumer: "index", lane: lane(2), next: 1 },
		];
		const { json } = await query.get("/v1/lanes", {}, by("producer"));
		expect(Check(lanesAnswer, json)).toBe(true);
		expect(json).toMatchObject({
			tenant: "acme",
			lanes: [
				{ lane: 2, next: 2, progress: { detect: 2, index: 1 } },
				{ lane: 9, next: 1, progress: { detect: 0, index: 0 } },
			],
		});
	});
});
