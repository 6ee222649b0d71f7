import { describe, expect, test } from "vitest";
import { compileFilters } from "../../../../local/lambda/mapping/filter.ts";

const record = {
	eventName: "INSERT",
	dynamodb: { Keys: { lane: { S: "acme#0" } }, NewImage: { count: { N: "3" } } },
	tags: ["a", "b"],
};

describe("a pattern lets records pass as AWS documents", () => {
	test.each([
		[{ eventName: ["INSERT", "MODIFY"] }, true],
		[{ eventName: ["REMOVE"] }, false],
		[{ eventName: ["INSERT"], dynamodb: { Keys: { lane: { S: [{ prefix: "acme#" }] } } } }, true],
		[{ eventName: ["INSERT"], dynamodb: { Keys: { lane: { S: [{ prefix: "other#" }] } } } }, false],
		[{ dynamodb: { Keys: { lane: { S: [{ suffix: "#0" }] } } } }, true],
		[{ dynamodb: { OldImage: [{ exists: false }] } }, true],
		[{ dynamodb: { NewImage: { count: { N: [{ exists: true }] } } } }, true],
		[{ eventName: [{ "anything-but": ["REMOVE"] }] }, true],
		[{ eventName: [{ "anything-but": "INSERT" }] }, false],
		[{ eventName: [{ "equals-ignore-case": "insert" }] }, true],
		[{ tags: ["b"] }, true],
		[{ missing: ["b"] }, false],
	])("%j → %s", (pattern, passes) => {
		expect(compileFilters([JSON.stringify(pattern)])(record)).toBe(passes);
	});

	test("one of several patterns suffices, and none lets everything pass", () => {
		const [insert, remove] = ['{"eventName":["INSERT"]}', '{"eventName":["REMOVE"]}'];
		expect(compileFilters([remove, insert])(record)).toBe(true);
		expect(compileFilters([])(record)).toBe(true);
	});
});

test.each([
	['{"a":[{"numeric":[">",1]}]}', "numeric"],
	['{"a":[{"cidr":"10.0.0.0/8"}]}', "cidr"],
	['{"$or":[{"a":[1]}]}', "$or"],
	['{"a":[{"anything-but":{"prefix":"x"}}]}', "literal"],
	['{"a":"text"}', "list of values"],
	["{", "not JSON"],
])("%s is refused: %s", (pattern, reason) => {
	expect(() => compileFilters([pattern])).toThrow(reason);
});
