import type { Ask } from "../ask.ts";
import type { Conditions } from "../guard.ts";
import { refuse } from "../refuse.ts";

/** What the listing operations share. */
export interface Listing {
	prefix: string;
	delimiter: string | undefined;
	max: number;
	encodingType: "url" | undefined;
	/** Keys can hold characters that XML cannot: `encoding-type=url` writes them percent-encoded. */
	encode(text: string): string;
	conditions: Conditions;
}

export function readListing(ask: Ask): Listing {
	const prefix = ask.parameter("prefix");
	const delimiter = ask.parameter("delimiter") || undefined;
	const max = ask.wholeParameter("max-keys", 0, 2_147_483_647);
	const encodingType = ask.parameter("encoding-type");
	if (encodingType !== undefined && encodingType !== "url")
		throw refuse.argument("Invalid Encoding Method specified in Request");
	return {
		prefix: prefix ?? "",
		delimiter,
		max: Math.min(max ?? 1000, 1000),
		encodingType,
		encode: encodingType === "url" ? encodeKey : (text) => text,
		conditions: {
			"s3:prefix": prefix,
			"s3:delimiter": delimiter,
			"s3:max-keys": max === undefined ? undefined : String(max),
		},
	};
}

const encodeKey = (text: string) => encodeURIComponent(text).replaceAll("%2F", "/").replaceAll("%20", "+");

/** What keys up to the first delimiter behind the prefix are rolled up to. */
export function commonPrefix(key: string, prefix: string, delimiter: string | undefined): string | undefined {
	if (delimiter === undefined) return undefined;
	const at = key.indexOf(delimiter, prefix.length);
	return at < 0 ? undefined : key.slice(0, at + delimiter.length);
}
