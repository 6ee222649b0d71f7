import type { AttributeValue, Item } from "../attribute.ts";

/**
 * Bytes of an item as DynamoDB bills them (Developer Guide, "DynamoDB item sizes and formats"): names and strings
 * in UTF-8, binary unencoded, two digits of a number to a byte, 3 bytes for a list or map and 1 for each entry.
 */
export function itemSize(item: Item): number {
	let size = 0;
	for (const name of Object.keys(item)) {
		const value = item[name];
		if (value) size += Buffer.byteLength(name) + valueSize(value);
	}
	return size;
}

function valueSize(value: AttributeValue): number {
	if (value.S !== undefined) return Buffer.byteLength(value.S);
	if (value.B !== undefined) return binarySize(value.B);
	if (value.N !== undefined) return numberSize(value.N);
	if (value.M) return 3 + Object.keys(value.M).length + itemSize(value.M);
	if (value.L) return value.L.reduce((sum, entry) => sum + 1 + valueSize(entry), 3);
	if (value.SS) return value.SS.reduce((sum, member) => sum + Buffer.byteLength(member), 0);
	if (value.BS) return value.BS.reduce((sum, member) => sum + binarySize(member), 0);
	if (value.NS) return value.NS.reduce((sum, member) => sum + numberSize(member), 0);
	return 1;
}

/** Bytes behind canonical base64, without decoding it. */
function binarySize(base64: string): number {
	const padding = base64.endsWith("==") ? 2 : base64.endsWith("=") ? 1 : 0;
	return (base64.length / 4) * 3 - padding;
}

/** One byte for the exponent, one for each pair of digits as the decimal point parts them, one for a minus sign. */
function numberSize(text: string): number {
	const negative = text.startsWith("-");
	const [whole = "", fraction = ""] = (negative ? text.slice(1) : text).split(".");
	const leading = whole.replace(/^0+/, "");
	const digits = (leading + fraction).replace(/^0+/, "").replace(/0+$/, "").length;
	if (digits === 0) return 1;
	const exponent = leading ? leading.length - 1 : -1 - (fraction.length - fraction.replace(/^0+/, "").length);
	return 1 + Math.ceil(digits / 2) + (digits % 2 || exponent % 2 ? 0 : 1) + (negative ? 1 : 0);
}
