import type { Json } from "../../event/event.ts";

/**
 * JSON with one possible spelling: RFC 8785 (names sorted by UTF-16 code units, ECMAScript numbers, no spaces).
 * @throws TypeError for what JSON cannot say (NaN, undefined in an array, a lone surrogate)
 */
export function canonicalJson(value: unknown): string {
	return spell(value as Json | undefined);
}

function spell(value: Json | undefined): string {
	if (value === undefined || (typeof value === "number" && !Number.isFinite(value)))
		throw new TypeError("canonical JSON has no spelling for this value");
	if (typeof value === "string" && !value.isWellFormed())
		throw new TypeError("canonical JSON takes no lone surrogate");
	if (value === null || typeof value !== "object") return JSON.stringify(value);
	if (Array.isArray(value)) return `[${value.map(spell).join(",")}]`;
	const members = Object.entries(value)
		.filter(([, member]) => member !== undefined)
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.map(([name, member]) => `${spell(name)}:${spell(member)}`);
	return `{${members.join(",")}}`;
}
