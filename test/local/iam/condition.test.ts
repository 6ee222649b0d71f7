import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileCondition } from "../../../local/iam/condition.ts";

type Given = Record<string, string | string[]>;
const holds = (block: unknown, given: Given = {}, effect: "Allow" | "Deny" = "Allow") => {
	const keys = new Map(Object.entries(given).map(([name, value]) => [name.toLowerCase(), [value].flat()]));
	return compileCondition(block)((name) => keys.get(name), effect);
};
const via = "kms:ViaService";
const arn = "aws:SourceArn";
const queue = "arn:aws:sqs:us-east-1:000000000000:orders";
const leading = "dynamodb:LeadingKeys";
const date = "aws:CurrentTime";
const number = "s3:max-keys";

describe("condition operators", () => {
	it.each<[string, unknown, Given, boolean]>([
		["StringEquals is exact", { StringEquals: { [via]: "sqs" } }, { [via]: "sqs" }, true],
		["StringEquals minds the case", { StringEquals: { [via]: "SQS" } }, { [via]: "sqs" }, false],
		["StringEquals knows no wildcard", { StringEquals: { [via]: "s*" } }, { [via]: "sqs" }, false],
		[
			"StringEquals takes any of its values",
			{ StringEquals: { [via]: ["s3", "sqs"] } },
			{ [via]: "sqs" },
			true,
		],
		["StringEquals fails without the key", { StringEquals: { [via]: "sqs" } }, {}, false],
		["StringNotEquals holds without the key", { StringNotEquals: { [via]: "sqs" } }, {}, true],
		[
			"StringNotEquals means none of its values",
			{ StringNotEquals: { [via]: ["s3", "sqs"] } },
			{ [via]: "sqs" },
			false,
		],
		["StringEqualsIgnoreCase", { StringEqualsIgnoreCase: { [via]: "SQS" } }, { [via]: "sqs" }, true],
		["StringNotEqualsIgnoreCase", { StringNotEqualsIgnoreCase: { [via]: "SQS" } }, { [via]: "sqs" }, false],
		["StringLike", { StringLike: { [via]: "s?s.*.aws" } }, { [via]: "sqs.us-east-1.aws" }, true],
		["StringNotLike", { StringNotLike: { [via]: "s?s*" } }, { [via]: "sns" }, false],
		["IfExists holds without the key", { StringEqualsIfExists: { [via]: "sqs" } }, {}, true],
		[
			"IfExists compares where the key is",
			{ StringEqualsIfExists: { [via]: "sqs" } },
			{ [via]: "s3" },
			false,
		],
		[
			"ArnLike tests each part",
			{ ArnLike: { [arn]: "arn:aws:sqs:*:000000000000:ord*" } },
			{ [arn]: queue },
			true,
		],
		[
			"ArnLike does not reach over colons",
			{ ArnLike: { [arn]: "arn:aws:*:orders:x:*" } },
			{ [arn]: queue },
			false,
		],
		[
			"ArnEquals takes wildcards too",
			{ ArnEquals: { [arn]: "arn:aws:sqs:*:*:orders" } },
			{ [arn]: queue },
			true,
		],
		["ArnNotLike", { ArnNotLike: { [arn]: "arn:aws:sqs:*:*:orders" } }, { [arn]: queue }, false],
		[
			"ArnNotEquals holds for another",
			{ ArnNotEquals: { [arn]: "arn:aws:sqs:*:*:bills" } },
			{ [arn]: queue },
			true,
		],
		["Bool", { Bool: { "aws:SecureTransport": false } }, { "aws:SecureTransport": "true" }, false],
		["Null true means absent", { Null: { [via]: "true" } }, { [via]: "sqs" }, false],
		["Null false means there", { Null: { [leading]: "false" } }, { [leading]: ["a"] }, true],
		["Null counts no values as absent", { Null: { [leading]: "true" } }, { [leading]: [] }, true],
		["NumericLessThanEquals", { NumericLessThanEquals: { [number]: 10 } }, { [number]: "10" }, true],
		[
			"NumericGreaterThan compares numbers, not texts",
			{ NumericGreaterThan: { [number]: "9" } },
			{ [number]: "10" },
			true,
		],
		["NumericNotEquals", { NumericNotEquals: { [number]: "10" } }, { [number]: "10.0" }, false],
		[
			"what is not a number matches no number",
			{ NumericLessThan: { [number]: "10" } },
			{ [number]: "x" },
			false,
		],
		[
			"DateLessThan",
			{ DateLessThan: { [date]: "2026-01-02T00:00:00Z" } },
			{ [date]: "2026-01-01T23:59:59.999Z" },
			true,
		],
		[
			"DateGreaterThanEquals takes seconds too",
			{ DateGreaterThanEquals: { [date]: "0" } },
			{ [date]: "1970-01-01T00:00:00Z" },
			true,
		],
		[
			"ForAllValues needs all",
			{ "ForAllValues:StringEquals": { [leading]: ["a", "b"] } },
			{ [leading]: ["a", "c"] },
			false,
		],
		["ForAllValues holds without values", { "ForAllValues:StringEquals": { [leading]: "a" } }, {}, true],
		[
			"ForAnyValue needs one",
			{ "ForAnyValue:StringEquals": { [leading]: "a" } },
			{ [leading]: ["a", "c"] },
			true,
		],
		["ForAnyValue fails without values", { "ForAnyValue:StringEquals": { [leading]: "a" } }, {}, false],
		[
			"ForAllValues with a Not means none is",
			{ "ForAllValues:StringNotEquals": { [leading]: "a" } },
			{ [leading]: ["b", "a"] },
			false,
		],
		[
			"ForAnyValue with a Not means one is not",
			{ "ForAnyValue:StringNotEquals": { [leading]: "a" } },
			{ [leading]: ["b", "a"] },
			true,
		],
		[
			"all operators and keys must hold",
			{ StringEquals: { [via]: "a" }, Bool: { "aws:SecureTransport": "true" } },
			{ [via]: "a", "aws:SecureTransport": "false" },
			false,
		],
		[
			"names of keys are compared without regard to case",
			{ StringEquals: { "KMS:viaservice": "a" } },
			{ [via]: "a" },
			true,
		],
		[
			"a variable takes the request's value",
			{ StringEquals: { [via]: "${aws:PrincipalTag/x}" } },
			{ [via]: "v", "aws:PrincipalTag/x": "v" },
			true,
		],
		["a variable's default", { StringEquals: { [via]: "${aws:PrincipalTag/x, 'v'}" } }, { [via]: "v" }, true],
		[
			"a variable's value is no pattern",
			{ StringLike: { [via]: "${aws:PrincipalTag/x}" } },
			{ [via]: "v", "aws:PrincipalTag/x": "*" },
			false,
		],
		["${*} is a plain star", { StringLike: { [via]: "a${*}" } }, { [via]: "ab" }, false],
		["${$} is a plain dollar", { StringEquals: { [via]: "${$}{x}" } }, { [via]: "${x}" }, true],
	])("%s", (_name, block, given, outcome) => {
		expect(holds(block, given)).toBe(outcome);
	});

	it("a variable without a value decides against the caller", () => {
		for (const operator of ["StringEquals", "StringNotEquals", "StringNotLike"]) {
			const block = { [operator]: { [via]: "${aws:PrincipalTag/x}" } };
			expect(holds(block, { [via]: "v" }, "Allow")).toBe(false);
			expect(holds(block, { [via]: "v" }, "Deny")).toBe(true);
		}
	});

	it("an operator and its Not are opposites where the key has one value", () => {
		const value = fc.string({ unit: fc.constantFrom("a", "b", "*", "?", "A"), maxLength: 5 });
		const pair = fc.constantFrom(
			["StringEquals", "StringNotEquals"],
			["StringLike", "StringNotLike"],
			["StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase"],
		);
		fc.assert(
			fc.property(
				pair,
				fc.array(value, { minLength: 1, maxLength: 3 }),
				value,
				([plain, not], policy, given) => {
					const outcome = (operator: string | undefined) =>
						holds({ [operator ?? ""]: { [via]: policy } }, { [via]: given });
					expect(outcome(plain)).toBe(!outcome(not));
				},
			),
		);
	});

	it("wildcards match as the same regular expression would", () => {
		const text = (more: string[]) =>
			fc.string({ unit: fc.constantFrom("a", "b", ".", "\n", ...more), maxLength: 8 });
		fc.assert(
			fc.property(text(["*", "?"]), text([]), (pattern, value) => {
				const source = pattern.replace(/\./g, "\\.").replace(/\*/g, ".*").replace(/\?/g, ".");
				expect(holds({ StringLike: { [via]: pattern } }, { [via]: value })).toBe(
					new RegExp(`^${source}$`, "s").test(value),
				);
			}),
		);
	});
});
