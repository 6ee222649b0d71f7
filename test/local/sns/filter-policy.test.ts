import { expect, test } from "vitest";
import { compileFilter } from "../../../local/sns/filter-policy.ts";

const text = (Value: string) => ({ Type: "String", Value });
const number = (Value: string) => ({ Type: "Number", Value });
const list = (...values: unknown[]) => ({ Type: "String.Array", Value: JSON.stringify(values) });

test.each([
	[{ a: ["x"] }, { a: text("x") }, true],
	[{ a: ["x"] }, { a: text("y") }, false],
	[{ a: ["x"] }, {}, false],
	[{ a: ["x", "y"], b: ["z"] }, { a: text("y"), b: text("z") }, true],
	[{ a: ["x", "y"], b: ["z"] }, { a: text("y"), b: text("x") }, false],
	[{ a: ["x"] }, { a: list("w", "x") }, true],
	[{ a: [1] }, { a: number("1.0") }, true],
	[{ a: [1] }, { a: text("1") }, false],
	[{ a: [true] }, { a: list(true) }, true],
	[{ a: [{ prefix: "cr" }] }, { a: text("critical") }, true],
	[{ a: [{ prefix: "cr" }] }, { a: text("high") }, false],
	[{ a: [{ "anything-but": ["x", "y"] }] }, { a: text("z") }, true],
	[{ a: [{ "anything-but": "x" }] }, { a: text("x") }, false],
	[{ a: [{ "anything-but": "x" }] }, {}, false],
	[{ a: [{ "anything-but": { prefix: "cr" } }] }, { a: text("critical") }, false],
	[{ a: [{ numeric: [">", 0, "<=", 5] }] }, { a: number("5") }, true],
	[{ a: [{ numeric: [">", 0, "<=", 5] }] }, { a: number("6") }, false],
	[{ a: [{ numeric: ["=", 3] }] }, { a: text("3") }, false],
	[{ a: [{ exists: true }] }, { a: text("") }, true],
	[{ a: [{ exists: true }] }, {}, false],
	[{ a: [{ exists: false }] }, {}, true],
])("%j on attributes %j is %s", (policy, attributes, expected) => {
	const filter = compileFilter(JSON.stringify(policy), undefined);
	expect(filter({ attributes, message: "{}" })).toBe(expected);
});

test.each([
	[{ a: { b: ["x"] } }, { a: { b: "x" } }, true],
	[{ a: { b: ["x"] } }, { a: [{ b: "y" }, { b: "x" }] }, true],
	[{ a: { b: ["x"] } }, { a: "x" }, false],
	[{ a: [null] }, { a: null }, true],
	[{ a: [{ exists: false }] }, { b: 1 }, true],
	[{ a: [{ numeric: [">=", 2] }] }, { a: 2 }, true],
])("%j on the body %j is %s", (policy, body, expected) => {
	const filter = compileFilter(JSON.stringify(policy), "MessageBody");
	expect(filter({ attributes: {}, message: JSON.stringify(body) })).toBe(expected);
});

test("a body that is no JSON object fits no policy of the body", () => {
	const filter = compileFilter('{"a":[{"exists":false}]}', "MessageBody");
	expect(filter({ attributes: {}, message: "plain" })).toBe(false);
});

test.each([
	[{ a: [{ suffix: "x" }] }, /suffix/],
	[{ a: [{ "equals-ignore-case": "x" }] }, /equals-ignore-case/],
	[{ a: [{ cidr: "10.0.0.0/8" }] }, /cidr/],
	[{ $or: [{ a: ["x"] }] }, /\$or/],
	[{ a: { b: ["x"] } }, /array/],
	[{ a: [] }, /empty/],
	[{ a: [{ numeric: ["~", 1] }] }, /numeric/],
	[{ a: ["1"], b: ["1"], c: ["1"], d: ["1"], e: ["1"], f: ["1"] }, /5 keys/],
	["no object", /JSON/],
])("the policy %j is refused", (policy, message) => {
	expect(() => compileFilter(JSON.stringify(policy), undefined)).toThrow(message);
});
