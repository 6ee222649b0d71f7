import { AwsError } from "../../service.ts";
import { refuse } from "../refuse.ts";

/** First and last byte of a range of an object of that size; `undefined` where the header is no byte range (RFC 9110, 14.2). */
export function readRange(header: string, size: number): [number, number] | undefined {
	const match = /^bytes=(\d*)-(\d*)$/.exec(header.trim());
	if (!match) {
		if (/^bytes=.*,/.test(header.trim()))
			throw refuse.notImplemented("several ranges at once are not honoured by S3; ask for one");
		return undefined;
	}
	const [, first = "", last = ""] = match;
	if (first === "" && last === "") return undefined;
	const from = first === "" ? Math.max(0, size - Number(last)) : Number(first);
	const to = first === "" || last === "" ? size - 1 : Math.min(Number(last), size - 1);
	if (first !== "" && last !== "" && Number(last) < Number(first)) return undefined;
	if (from >= size || (first === "" && Number(last) === 0))
		throw new AwsError("InvalidRange", "The requested range is not satisfiable", 416, {
			ActualObjectSize: size,
			RangeRequested: header,
		});
	return [from, to];
}
