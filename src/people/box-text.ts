import { zstdDecompressSync } from "node:zlib";
import { AuditTrailError } from "../errors.ts";
import { MAX_EVENT_BYTES } from "../ledger/segment-body.ts";
import { zstdFrame } from "../ledger/zstd-frame.ts";
import type { BoxValues } from "./ownership.ts";

/** Characters from which on a box is compressed: below, it costs as much time as sealing and saves few bytes. */
const WORTHWHILE = 2100;
/** First byte of a zstd frame; JSON of an object begins with 0x7B. */
const FRAME = 0x28;

/** What is sealed in an owner box: the values as JSON, or that JSON as a zstd frame where it is long. */
export const boxText = (json: string): string | Uint8Array =>
	json.length < WORTHWHILE ? json : zstdFrame(Buffer.from(json));

/** The values in a box; the bytes were authenticated before, so only a holder of the owner's key can have written them. */
export function boxValues(bytes: Buffer): BoxValues {
	// The limit counts characters, which take up to three bytes.
	const text =
		bytes[0] === FRAME ? zstdDecompressSync(bytes, { maxOutputLength: 3 * MAX_EVENT_BYTES }) : bytes;
	try {
		return JSON.parse(text.toString("utf8")) as BoxValues;
	} catch {
		throw new AuditTrailError("format-invalid", "an owner box holds no JSON");
	}
}
