import db from "dynalite/db/index.js";
import type { AttributeValue } from "../attribute.ts";

/** Order of two scalars of one type: strings and binary by their bytes, numbers by value; undefined where there is none. */
export function compareValues(a: AttributeValue, b: AttributeValue): number | undefined {
	if (a.S !== undefined && b.S !== undefined) return Buffer.compare(Buffer.from(a.S), Buffer.from(b.S));
	if (a.B !== undefined && b.B !== undefined)
		return Buffer.compare(Buffer.from(a.B, "base64"), Buffer.from(b.B, "base64"));
	if (a.N === undefined || b.N === undefined) return undefined;
	// dynalite's sortable text of a number: the digits follow sign and exponent, so plain text order is number order.
	const [left, right] = [db.toLexiStr(a.N, "N"), db.toLexiStr(b.N, "N")];
	return left < right ? -1 : left > right ? 1 : 0;
}
