import db from "dynalite/db/index.js";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { AttributeValue, Item } from "../../../local/dynamodb/attribute.ts";
import { compareValues } from "../../../local/dynamodb/items/compare-values.ts";
import { itemSize } from "../../../local/dynamodb/items/item-size.ts";
import { sameItem } from "../../../local/dynamodb/items/same-item.ts";

/** Numbers in plain notation, as validation leaves them. */
const number = fc
	.tuple(fc.boolean(), fc.nat({ max: 10 ** 9 }), fc.nat({ max: 99_999 }), fc.nat({ max: 8 }))
	.map(([negative, whole, fraction, zeros]) => {
		const digits = fraction === 0 ? "" : `.${"0".repeat(zeros)}${String(fraction).replace(/0+$/, "")}`;
		const text = `${whole}${digits}`;
		return negative && text !== "0" ? `-${text}` : text;
	});
const ascii = fc.string({ unit: "grapheme-ascii", maxLength: 20 });
const binary = fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString("base64"));
const { value } = fc.letrec<{ value: AttributeValue; item: Item }>((tie) => ({
	value: fc.oneof(
		{ maxDepth: 3 },
		fc.record({ S: ascii }),
		fc.record({ N: number }),
		fc.record({ B: binary }),
		fc.record({ BOOL: fc.boolean() }),
		fc.record({ NULL: fc.constant(true) }),
		fc.record({ SS: fc.uniqueArray(ascii, { minLength: 1, maxLength: 4 }) }),
		fc.record({ NS: fc.uniqueArray(number, { minLength: 1, maxLength: 4 }) }),
		fc.record({ BS: fc.uniqueArray(binary, { minLength: 1, maxLength: 4 }) }),
		fc.record({ L: fc.array(tie("value"), { maxLength: 3 }) }),
		fc.record({ M: tie("item") }),
	),
	item: fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), tie("value"), { maxKeys: 4 }),
}));
const item = fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), value, { maxKeys: 6 });

test("the size of items in ASCII is the one that dynalite measured on AWS", () => {
	fc.assert(
		fc.property(item, (given) => {
			expect(itemSize(given)).toBe(db.itemSize(given));
		}),
	);
});

test("names and strings count in bytes of UTF-8", () => {
	expect(itemSize({ é: { S: "\u{1F600}" } })).toBe(6);
});

/** The same content: names and members of sets in another order. */
function shuffled(given: AttributeValue): AttributeValue {
	if (given.M) return { M: shuffledItem(given.M) };
	if (given.L) return { L: given.L.map(shuffled) };
	if (given.SS) return { SS: [...given.SS].reverse() };
	if (given.NS) return { NS: [...given.NS].reverse() };
	if (given.BS) return { BS: [...given.BS].reverse() };
	return given;
}
const shuffledItem = (given: Item): Item =>
	Object.fromEntries(
		Object.entries(given)
			.reverse()
			.map(([name, inner]) => [name, shuffled(inner)]),
	);

test("an item is the same however its names and sets are ordered, and another one with one value more", () => {
	fc.assert(
		fc.property(item, value, (given, more) => {
			expect(sameItem(given, shuffledItem(given))).toBe(true);
			expect(sameItem(given, { ...given, more: { L: [given["more"] ?? more] } })).toBe(false);
		}),
	);
});

test("numbers are ordered by their value", () => {
	fc.assert(
		fc.property(number, number, (a, b) => {
			expect(compareValues({ N: a }, { N: b })).toBe(Math.sign(Number(a) - Number(b)));
		}),
	);
});

test("values of different types have no order", () => {
	expect(compareValues({ S: "1" }, { N: "1" })).toBeUndefined();
	expect(compareValues({ M: {} }, { M: {} })).toBeUndefined();
});
