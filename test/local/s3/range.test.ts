import fc from "fast-check";
import { expect, test } from "vitest";
import { readRange } from "../../../local/s3/object/range.ts";

test.each([
	["bytes=0-9", 100, [0, 9]],
	["bytes=90-", 100, [90, 99]],
	["bytes=-10", 100, [90, 99]],
	["bytes=-200", 100, [0, 99]],
	["bytes=50-500", 100, [50, 99]],
	["bytes=5-1", 100, undefined],
	["lines=1-2", 100, undefined],
	["bytes=-", 100, undefined],
])("%s of %i bytes is %j", (header, size, expected) => {
	expect(readRange(header, size)).toEqual(expected);
});

test.each(["bytes=100-", "bytes=100-200", "bytes=-0"])("%s of 100 bytes cannot be satisfied", (header) => {
	expect(() => readRange(header, 100)).toThrow(expect.objectContaining({ status: 416 }));
});

test("several ranges are refused", () => {
	expect(() => readRange("bytes=0-1,3-4", 100)).toThrow(expect.objectContaining({ code: "NotImplemented" }));
});

test("a range that is granted lies within the object", () => {
	fc.assert(
		fc.property(fc.nat(200), fc.nat(200), fc.integer({ min: 1, max: 100 }), (from, to, size) => {
			fc.pre(from < size && from <= to);
			const [first, last] = readRange(`bytes=${from}-${to}`, size) ?? [-1, -1];
			expect(first).toBe(from);
			expect(last).toBe(Math.min(to, size - 1));
		}),
	);
});
