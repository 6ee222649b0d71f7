import { AuditTrailError } from "../errors.ts";
import type { Json } from "../event/event.ts";
import { scanJson } from "./scan-json.ts";

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * One JSON document, read in the only way in which it can be read. Throws `body-unreadable` where it is no JSON
 * in UTF-8, `body-ambiguous` where two readers could disagree; the message gives the place, never the content.
 */
export function parseJson(body: Uint8Array | string): Json {
	const text = typeof body === "string" ? body : decode(body);
	if (text.charCodeAt(0) === 0xfeff)
		throw new AuditTrailError("body-unreadable", "the body begins with a byte order mark; leave it out");
	if (!text.isWellFormed())
		throw new AuditTrailError("body-ambiguous", "the body holds a lone surrogate, which is no character");
	// First, because JSON.parse would resolve every ambiguity in silence and has no bound on depth.
	scanJson(
		typeof body === "string" ? Buffer.from(body) : Buffer.from(body.buffer, body.byteOffset, body.byteLength),
	);
	try {
		// JSON.parse returns exactly this type.
		return JSON.parse(text) as Json;
	} catch (cause) {
		throw new AuditTrailError("body-unreadable", unreadable(cause, text.length));
	}
}

function decode(body: Uint8Array): string {
	try {
		return decoder.decode(body);
	} catch {
		throw new AuditTrailError("body-unreadable", "the body is not valid UTF-8");
	}
}

/** V8's messages quote the text around the fault; only the position may leave this function. */
function unreadable(cause: unknown, length: number): string {
	const position = /at position (\d+)/.exec(cause instanceof Error ? cause.message : "")?.[1];
	if (length === 0) return "the body is empty";
	return position === undefined
		? "the body is not one JSON document"
		: `the body is not JSON at character ${position}`;
}
