import { describe, expect, it } from "vitest";
import { instant } from "../../../src/api/instant.ts";
import { parseQuery } from "../../../src/api/query.ts";
import { eventsQuery, segmentsQuery } from "../../../src/api/query-parameters.ts";
import { codeOf } from "../../functions/edge/request-event.ts";

describe("query parameters", () => {
	it("come as their schema's types", () => {
		expect(parseQuery(eventsQuery, { limit: "20", lane: "0", actor: "17" })).toEqual({
			limit: 20,
			lane: 0,
			actor: "17",
		});
	});
	const refused: Record<string, string>[] = [
		{ limit: "0" },
		{ limit: "501" },
		{ limit: "1e2" },
		{ limit: "" },
		{ lane: "256" },
		{ lane: "-1" },
		{ outcome: "maybe" },
		{ from: "yesterday" },
		{ actor: "" },
		{ actr: "ada" },
		{ __proto__x: "1" },
		{ constructor: "1" },
	];
	it.each(refused)("are refused: %j", async (query) => {
		expect(await codeOf(() => parseQuery(eventsQuery, query))).toBe("request-invalid");
	});
	it("are refused where a needed one is missing", () => {
		expect(() => parseQuery(segmentsQuery, {})).toThrow(/lacks lane/);
	});
});

describe("a time in a request", () => {
	it.each([
		["2026-01-31", Date.UTC(2026, 0, 31)],
		["2026-01-31T01:00:00+01:00", Date.UTC(2026, 0, 31)],
		["2026-01-31T00:00:00.250Z", Date.UTC(2026, 0, 31) + 250],
	])("%s is understood", (text, at) => {
		expect(instant("from", text)).toBe(at);
	});
	it.each([
		"2026-02-30",
		"2026-13-01",
		"2026-01-31T00:00:00",
		"2026-01-31T25:00:00Z",
		"1",
		"",
		"x2026-01-31",
	])("%s is refused", (text) => {
		expect(() => instant("from", text)).toThrow(/from must be a date/);
	});
});
