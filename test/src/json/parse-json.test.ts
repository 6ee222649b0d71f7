import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AuditTrailError } from "../../../src/errors.ts";
import { parseJson } from "../../../src/json/parse-json.ts";
import { MAX_DEPTH } from "../../../src/json/scan-json.ts";

function refusal(body: string | Uint8Array): { code: string; message: string } {
	try {
		parseJson(body);
	} catch (error) {
		if (error instanceof AuditTrailError) return { code: error.code, message: error.message };
		throw error;
	}
	throw new Error("it was read");
}

const deep = (depth: number) => `${"[".repeat(depth)}${"]".repeat(depth)}`;

describe("reading JSON", () => {
	it("gives what JSON.parse gives for every unambiguous document", () => {
		fc.assert(
			fc.property(fc.jsonValue({ maxDepth: 8, noUnicodeString: false }), (value) => {
				const text = JSON.stringify(value);
				fc.pre(!text.includes('"__proto__"') && !/-0(?![.\d])/.test(text));
				expect(parseJson(text)).toEqual(JSON.parse(text));
				expect(parseJson(Buffer.from(text))).toEqual(JSON.parse(text));
			}),
			{ numRuns: 500 },
		);
	});

	it.each([
		['{"a":1,"a":2}', "a repeated name at byte 7"],
		['{"a":1,"b":{"c":1},"a":2}', "a repeated name at byte 19"],
		['[{"x":{"a":1,"\\u0061":2}}]', "a repeated name at byte 13"],
		[`{${Array.from({ length: 40 }, (_, i) => `"n${i}":0`).join(",")},"n3":1}`, "a repeated name"],
		['{"__proto__":{"admin":true}}', "the name `__proto__` at byte 1"],
		['{"a":{"\\u005f_proto__":1}}', "the name `__proto__` at byte 6"],
		['["\\ud800"]', "a lone surrogate"],
		['{"\\udc00x":1}', "a lone surrogate"],
		["[12345678901234567890]", "a number that would lose precision"],
		["[9007199254740993]", "a number that would lose precision"],
		["[0.1000000000000000055]", "a number that would lose precision"],
		["[1e400]", "a number that would lose precision"],
		["[1e-400]", "a number that would lose precision"],
		["-0", "a number that would lose precision"],
		[deep(MAX_DEPTH + 1), "nesting deeper than 32 at byte 32"],
		["[".repeat(2_000_000), "nesting deeper than 32"],
	])("refuses as ambiguous: %.60s", (text, what) => {
		const { code, message } = refusal(text);
		expect(code).toBe("body-ambiguous");
		expect(message).toContain(what);
	});

	it.each([
		["", "the body is empty"],
		["   ", "not one JSON document"],
		["{", "JSON"],
		['{"a":1}}', "character 7"],
		["{'a':1}", "character 1"],
		["[1,]", "JSON"],
		["NaN", "JSON"],
		["\uFEFF{}", "byte order mark"],
		['"\u0001"', "JSON"],
	])("refuses as unreadable: %j", (text, what) => {
		const { code, message } = refusal(text);
		expect(code).toBe("body-unreadable");
		expect(message).toContain(what);
	});

	it("refuses bytes that are not UTF-8, overlong forms and encoded surrogates included", () => {
		for (const bytes of [
			[0x22, 0xff, 0x22],
			[0x22, 0xc0, 0xaf, 0x22],
			[0x22, 0xed, 0xa0, 0x80, 0x22],
			[0xef, 0xbb, 0xbf, 0x31],
		])
			expect(refusal(Uint8Array.from(bytes)).code).toBe("body-unreadable");
	});

	it("refuses a lone surrogate that stands in the text as it is", () => {
		expect(refusal('["\ud83d"]').code).toBe("body-ambiguous");
	});

	it.each([
		["[1.10,1e3,100,0.1,-5.5,9007199254740991,5e-324,1.7976931348623157e308,0,0.0,1E+2]", 11],
		['[{"a":{"a":1},"b":[{"a":1},{"a":2}]},{"a":1}]', 2],
		[deep(MAX_DEPTH), 1],
		['["\\ud83d\\ude00","\\"__proto__\\"","a\\\\"]', 3],
		['["__proto__"]', 1],
	])("reads %.50s", (text, length) => {
		expect(parseJson(text)).toHaveLength(length);
	});

	it("never repeats the content in its message", () => {
		fc.assert(
			fc.property(
				fc.string({ minLength: 4, maxLength: 12, unit: fc.constantFrom(..."qxzjkvw") }),
				(marker) => {
					for (const text of [
						`{"${marker}":1,"${marker}":2}`,
						`{"a":${marker}}`,
						`["${marker}`,
						`{"${marker}": 1e999}`,
					])
						expect(refusal(text).message).not.toContain(marker);
				},
			),
		);
	});

	it("answers anything at all with a value or one of two codes", () => {
		fc.assert(
			fc.property(
				fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'{}[]",:\\u0e-+.1t ') })),
				(text) => {
					try {
						JSON.stringify(parseJson(text));
					} catch (error) {
						expect(error).toBeInstanceOf(AuditTrailError);
					}
				},
			),
			{ numRuns: 2000 },
		);
	});

	it("accepts no document in which a name is given twice, wherever it is put", () => {
		fc.assert(
			fc.property(
				fc.dictionary(fc.string({ maxLength: 6 }), fc.integer(), { minKeys: 1, maxKeys: 30 }),
				fc.nat(),
				(object, pick) => {
					const members = Object.entries(object).map(([name, value]) => `${JSON.stringify(name)}:${value}`);
					const doubled = [...members, members[pick % members.length]].join(",");
					expect(refusal(`{${doubled}}`).code).toBe("body-ambiguous");
				},
			),
		);
	});
});
