import { describe, expect, it } from "vitest";
import { isEvent } from "../../../src/event/check-event.ts";
import type { Json } from "../../../src/event/event.ts";
import { eventSchema } from "../../../src/event/event-schema.ts";
import { judgeBatch, type Verdict } from "../../../src/event/judge-batch.ts";
import { fullEvent, leastEvent, noon } from "./sample-event.ts";

const classes = new Set(["standard", "six-years"]);
const judge = (...values: unknown[]): Verdict[] =>
	judgeBatch(values as Json[], noon, (index) => `assigned-${index}`, classes);
const detailOf = (value: unknown): string => {
	const [verdict] = judge(value);
	return verdict?.status === "rejected" ? verdict.problem.detail : `it was ${verdict?.status}`;
};

describe("judging a batch", () => {
	it("normalises an event: order of fields, time in UTC, type of onBehalfOf, canonical address", () => {
		const [verdict] = judge(fullEvent);
		expect(verdict?.status === "accepted" && JSON.stringify(verdict.event)).toBe(
			JSON.stringify({
				id: "evt-1",
				occurredAt: "2026-11-23T08:15:00.123Z",
				action: "record.update",
				actor: { type: "user", id: "u-1", onBehalfOf: { type: "user", id: "u-2" } },
				resource: { type: "record", id: "r-1" },
				outcome: "success",
				risk: "high",
				subject: { type: "patient", id: "p-1" },
				personal: { name: "Ada Byron", tags: ["a", { b: null }] },
				changes: [
					{ field: "city", before: "Berlin", after: "Hamburg" },
					{ field: "new", after: 1 },
				],
				reason: "treatment",
				context: { ip: "2001:db8::1", userAgent: "curl/8", requestId: "q", traceId: "t", sessionId: "s" },
				details: { ward: "A3", nested: { deep: [1, 2.5, false] } },
				frameworks: ["hipaa", "gdpr"],
				retentionClass: "six-years",
				sequence: 7,
			}),
		);
	});

	it("gives an id where there is none and leaves out what is absent", () => {
		expect(judge(fullEvent, leastEvent)[1]).toEqual({
			status: "accepted",
			event: { ...leastEvent, id: "assigned-1", occurredAt: "2026-11-23T08:15:00.000Z" },
		});
	});

	it("calls the second event with an id a duplicate of the first, even if another was rejected with it", () => {
		const broken = { ...leastEvent, id: "a", outcome: "perhaps" };
		const verdicts = judge(broken, { ...leastEvent, id: "a" }, { ...fullEvent, id: "a" });
		expect(verdicts.map(({ status }) => status)).toEqual(["rejected", "accepted", "duplicate"]);
		expect(verdicts[2]).toEqual({ status: "duplicate", id: "a", of: 1 });
	});

	it("takes a time up to five minutes ahead, and any in the past", () => {
		const at = (milliseconds: number) => ({
			...leastEvent,
			occurredAt: new Date(milliseconds).toISOString(),
		});
		expect(judge(at(noon + 300_000))[0]?.status).toBe("accepted");
		expect(detailOf(at(noon + 300_001))).toContain(
			"/occurredAt: it takes a moment at most five minutes ahead",
		);
		expect(judge(at(Date.UTC(1970, 0, 1)))[0]?.status).toBe("accepted");
	});

	it.each([
		["nothing", null, "the event: it takes an event"],
		["a list", [], "the event: it takes an event"],
		["an empty object", {}, "the event: it lacks occurredAt, action, actor, resource, outcome"],
		["no actor id", { ...leastEvent, actor: { type: "user" } }, "/actor: it lacks id"],
		[
			"an unknown field",
			{ ...leastEvent, colour: "red" },
			"/colour: this field is not known; put values about the person under `personal` and all else under `details`",
		],
		[
			"an unknown field inside",
			{ ...leastEvent, actor: { type: "x", id: "y", mail: "m" } },
			"/actor/mail: this field is not known",
		],
		[
			"an unknown outcome",
			{ ...leastEvent, outcome: "ok" },
			"/outcome: it takes one of success, failure, denied",
		],
		["an outcome of another type", { ...leastEvent, outcome: 1 }, "/outcome: it takes one of"],
		[
			"a local time",
			{ ...leastEvent, occurredAt: "2026-11-23T08:15:00" },
			"/occurredAt: it takes a time of RFC 3339 with a zone",
		],
		[
			"a day that does not exist",
			{ ...leastEvent, occurredAt: "2026-02-30T08:15:00Z" },
			"/occurredAt: it takes a moment that exists",
		],
		[
			"an unknown class",
			{ ...leastEvent, retentionClass: "forever" },
			"/retentionClass: it takes one of standard, six-years",
		],
		[
			"a host name for an address",
			{ ...leastEvent, context: { ip: "localhost" } },
			"/context/ip: it takes an IPv4 or IPv6 address",
		],
		["an address with a port", { ...leastEvent, context: { ip: "203.0.113.7:80" } }, "/context/ip: it takes"],
		[
			"a control character in an id",
			{ ...leastEvent, resource: { type: "a", id: "b\u0000c" } },
			"/resource/id: it takes an id: 1 to 1024 characters, no control characters",
		],
		["an action with a space", { ...leastEvent, action: "log in" }, "/action: it takes what was done"],
		["an id with a space", { ...leastEvent, id: "a b" }, "/id: it takes your own id"],
		[
			"a fraction as a sequence",
			{ ...leastEvent, sequence: 1.5 },
			"/sequence: it takes your own running number",
		],
		[
			"too many changes",
			{ ...leastEvent, changes: Array(129).fill({ field: "x" }) },
			"/changes: it takes what changed: a list of up to 128",
		],
		["a long reason", { ...leastEvent, reason: "x".repeat(4097) }, "/reason: it takes why it was done"],
		["a long text in details", { ...leastEvent, details: { a: ["x".repeat(16_385)] } }, "/details/a"],
		[
			"too many names in details",
			{ ...leastEvent, details: Object.fromEntries(Array.from({ length: 257 }, (_, i) => [`n${i}`, 0])) },
			"/details: it takes whatever else is known",
		],
		[
			"a name with a line feed in details",
			{ ...leastEvent, details: { "a\nb": 1 } },
			"a name has 1 to 256 characters, no control characters",
		],
		[
			"somebody on behalf of a list",
			{ ...leastEvent, actor: { ...leastEvent.actor, onBehalfOf: [] } },
			"/actor/onBehalfOf: it takes who it was done for: {type, id}, or the id of a user",
		],
	])("rejects %s", (_, value, detail) => {
		expect(detailOf(value)).toContain(detail);
	});

	it("never says what stood at the place", () => {
		const marker = "marker-90210";
		for (const value of [
			{ ...leastEvent, outcome: marker },
			{ ...leastEvent, occurredAt: marker },
			{ ...leastEvent, context: { ip: marker } },
			{ ...leastEvent, retentionClass: marker },
			{ ...leastEvent, actor: marker },
			marker,
		])
			expect(detailOf(value)).not.toContain(marker);
	});

	it("gives back the id of a rejected event only where it is one", () => {
		expect(judge({ id: "mine" })[0]).toMatchObject({ status: "rejected", id: "mine" });
		expect(judge({ id: "a b" })[0]).toMatchObject({ status: "rejected", id: undefined });
	});
});

describe("the event schema", () => {
	it("bounds every text, list and object in it", () => {
		const unbounded: string[] = [];
		const walk = (node: unknown, path: string): void => {
			if (typeof node !== "object" || node === null) return;
			const schema = node as Record<string, unknown>;
			if (schema["type"] === "string" && schema["maxLength"] === undefined && schema["enum"] === undefined)
				unbounded.push(path);
			if (schema["type"] === "array" && schema["maxItems"] === undefined) unbounded.push(path);
			if (schema["type"] === "object" && schema["additionalProperties"] !== false) unbounded.push(path);
			if (schema["patternProperties"] && schema["maxProperties"] === undefined) unbounded.push(path);
			for (const [name, child] of Object.entries(schema)) walk(child, `${path}/${name}`);
		};
		walk(eventSchema, "");
		expect(unbounded).toEqual([]);
	});

	it("takes the event with every field and the one with the least", () => {
		expect(isEvent(fullEvent) && isEvent(leastEvent)).toBe(true);
	});
});
