import { AuditTrailError } from "../errors.ts";
import type { ClearEvent } from "../people/ownership.ts";
import type { BoxDescriptor } from "./seal-shares.ts";
import type { BodyContent } from "./segment-body.ts";

/** One event as its segment holds it. */
export interface StoredEvent {
	/** What the commitment is over: clear JSON ‖ line feed ‖ boxes. */
	bytes: Uint8Array;
	/** The event without its personal values. */
	clear: ClearEvent;
	boxes: { owner: string; roles: string; box: Uint8Array }[];
}

/** Takes a body's content apart into its events; throws `format-invalid` where it does not hold `count` of them. */
export function storedEvents({ lines, boxes }: BodyContent, count: number): StoredEvent[] {
	const text = Buffer.from(lines.buffer, lines.byteOffset, lines.byteLength);
	const events: StoredEvent[] = [];
	let lineAt = 0;
	let boxAt = 0;
	while (lineAt < text.length) {
		const end = text.indexOf(0x0a, lineAt);
		if (end < 0) throw invalid("has a line without an end");
		const { boxes: descriptors = [], ...clear } = parseLine(text.toString("utf8", lineAt, end));
		const start = boxAt;
		const own = descriptors.map(([owner, length, roles]) => {
			boxAt += length;
			if (boxAt > boxes.length) throw invalid("names more box bytes than it has");
			return { owner, roles, box: boxes.subarray(boxAt - length, boxAt) };
		});
		const bytes = Buffer.concat([text.subarray(lineAt, end + 1), boxes.subarray(start, boxAt)]);
		events.push({ bytes, clear, boxes: own });
		lineAt = end + 1;
	}
	if (events.length !== count || boxAt !== boxes.length)
		throw invalid("does not hold what its header counts");
	return events;
}

type Line = ClearEvent & { boxes?: BoxDescriptor[] };

/** The text was authenticated before: only we can have written it, so its shape needs no second check. */
function parseLine(text: string): Line {
	try {
		return JSON.parse(text) as Line;
	} catch {
		throw invalid("has a line that is no JSON");
	}
}

const invalid = (what: string) => new AuditTrailError("format-invalid", `a segment body ${what}`);
