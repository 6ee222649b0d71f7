import fc from "fast-check";
import { expect, test } from "vitest";
import { readXml, XmlUnreadable } from "../../../local/xml/read-xml.ts";
import { writeXml } from "../../../local/xml/write-xml.ts";

test("elements, text, entities and lists are read", () => {
	const { name, content } = readXml(
		`<?xml version="1.0"?>\n<Delete xmlns="http://x/"><Object><Key>a&amp;b&#x41;</Key></Object><Object><Key/></Object><Quiet>true</Quiet></Delete>`,
		["Object"],
	);
	expect(name).toBe("Delete");
	expect(content).toEqual({ Object: [{ Key: "a&bA" }, { Key: "" }], Quiet: "true" });
});

test.each([
	"",
	"text",
	"<a>",
	"<a></b>",
	"<a/><b/>",
	"<a><b></a></b>",
	"<a>&undefined;</a>",
	'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
	"<a><![CDATA[x]]></a>",
	"<a><b/><b/></a>",
	"<a>".repeat(40),
])("%j is refused", (text) => {
	expect(() => readXml(text)).toThrow(XmlUnreadable);
});

test("what is written is read again", () => {
	const text = fc.string({ unit: "grapheme" }).filter((value) => value.trim() !== "");
	fc.assert(
		fc.property(fc.dictionary(fc.constantFrom("A", "B", "C"), text, { minKeys: 1 }), (elements) => {
			expect(readXml(`<Root>${writeXml(elements)}</Root>`).content).toEqual(elements);
		}),
	);
});

test("no text makes the reader do anything but read or refuse", () => {
	const piece = fc.constantFrom(
		"<a>",
		"</a>",
		"<b/>",
		"&lt;",
		"&",
		"<",
		">",
		"x",
		"<!--",
		"-->",
		"<?",
		"?>",
		'"',
	);
	fc.assert(
		fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
			try {
				readXml(pieces.join(""));
			} catch (error) {
				expect(error).toBeInstanceOf(XmlUnreadable);
			}
		}),
	);
});
