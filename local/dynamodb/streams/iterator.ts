import { AwsError } from "../../service.ts";
import { invalid } from "../refusal.ts";

/** An iterator lives for 15 minutes (API reference, GetShardIterator). */
const life = 15 * 60 * 1000;

/** A place in a stream's shard. */
export interface Iterator {
	StreamArn: string;
	/** Reading goes on with the next higher number; undefined reads from the oldest record that is kept. */
	after: string | undefined;
}

/** @param now milliseconds since 1970, from which it lives */
export const writeIterator = ({ StreamArn, after }: Iterator, now: number): string =>
	`${StreamArn}|1|${Buffer.from(JSON.stringify({ after, now })).toString("base64url")}`;

/** @throws AwsError `ValidationException`, `ExpiredIteratorException` */
export function readIterator(text: string, now: number): Iterator {
	const [StreamArn = "", version, place = ""] = text.split("|");
	let fields: { after?: unknown; now?: unknown };
	try {
		fields = JSON.parse(Buffer.from(place, "base64url").toString()) as typeof fields;
	} catch {
		throw invalid("Invalid ShardIterator");
	}
	const { after, now: from } = fields;
	if (version !== "1" || typeof from !== "number" || (after !== undefined && !/^\d{21}$/.test(String(after))))
		throw invalid("Invalid ShardIterator");
	if (now - from > life)
		throw new AwsError("ExpiredIteratorException", "Iterator expired: it is older than 15 minutes");
	return { StreamArn, after: after === undefined ? undefined : String(after) };
}
