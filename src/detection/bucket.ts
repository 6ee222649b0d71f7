import { AuditTrailError } from "../errors.ts";

/** How many distinct events a bucket keeps apart. */
export const CAPACITY = 4096;

/** Milliseconds since 1970 of an event, and what makes it distinct: see `event-identity.ts`. */
export interface Sighting {
	at: number;
	/** 8 bytes as latin-1 text. */
	identity: string;
}

/**
 * The matching events of one rule and group in one stretch of event time, as long as the rule's window.
 *
 * A set: adding is commutative, associative and idempotent, so order, repetition and interleaving cannot show in
 * it. Beyond `CAPACITY` it keeps the events with the smallest identities (a uniform sample, the same in any
 * order) and the exact first and last time; it then counts as `CAPACITY`, "at least".
 */
export interface Bucket {
	/** Event time divided by the window's length. */
	number: number;
	/** identity (8 bytes) ‖ milliseconds since the bucket's start (4 bytes), as latin-1 text; sorted, distinct. */
	entries: readonly string[];
	/** Milliseconds since the bucket's start. */
	first: number;
	last: number;
	/** More than `CAPACITY` distinct events were seen. */
	saturated: boolean;
}

export const bucketNumber = (at: number, span: number): number => Math.floor(at / span);

/** The bucket with more sightings, all of which must lie in it; the same object where they add nothing. */
export function addToBucket(bucket: Bucket, sightings: readonly Sighting[], span: number): Bucket {
	const start = bucket.number * span;
	const entries = new Set(bucket.entries);
	let { first, last } = bucket;
	for (const { at, identity } of sightings) {
		entries.add(identity + offsetText(at - start));
		first = Math.min(first, at - start);
		last = Math.max(last, at - start);
	}
	const sorted = [...entries].sort();
	const kept = sorted.slice(0, CAPACITY);
	const saturated = bucket.saturated || sorted.length > CAPACITY;
	const same =
		kept.length === bucket.entries.length &&
		kept.every((entry, index) => entry === bucket.entries[index]) &&
		first === bucket.first &&
		last === bucket.last &&
		saturated === bucket.saturated;
	return same ? bucket : { number: bucket.number, entries: kept, first, last, saturated };
}

export const emptyBucket = (number: number): Bucket => ({
	number,
	entries: [],
	first: 0xffffffff,
	last: 0,
	saturated: false,
});

/** Times of its events in milliseconds since 1970, not sorted. */
export const bucketTimes = (bucket: Bucket, span: number): number[] =>
	bucket.entries.map((entry) => bucket.number * span + offsetOf(entry));

/** version (1) ‖ saturated (1) ‖ first (4) ‖ last (4) ‖ 12 bytes for each event. */
export function encodeBucket(bucket: Bucket): Buffer {
	const head = Buffer.alloc(10);
	head.writeUInt8(1, 0);
	head.writeUInt8(bucket.saturated ? 1 : 0, 1);
	head.writeUInt32BE(bucket.first, 2);
	head.writeUInt32BE(bucket.last, 6);
	return Buffer.concat([head, Buffer.from(bucket.entries.join(""), "latin1")]);
}

/** @throws AuditTrailError `format-invalid` */
export function decodeBucket(number: number, encoded: Uint8Array): Bucket {
	const bytes = Buffer.from(encoded);
	if (!Number.isSafeInteger(number) || bytes.length < 10 || bytes[0] !== 1 || (bytes.length - 10) % 12 !== 0)
		throw new AuditTrailError("format-invalid", "a detection bucket does not follow its format");
	const text = bytes.toString("latin1", 10);
	const entries = Array.from({ length: text.length / 12 }, (_, index) =>
		text.slice(index * 12, index * 12 + 12),
	);
	return {
		number,
		entries,
		first: bytes.readUInt32BE(2),
		last: bytes.readUInt32BE(6),
		saturated: bytes[1] === 1,
	};
}

const offsetText = (offset: number): string =>
	String.fromCharCode(offset >>> 24, (offset >>> 16) & 255, (offset >>> 8) & 255, offset & 255);

const offsetOf = (entry: string): number =>
	entry.charCodeAt(8) * 0x1000000 +
	(entry.charCodeAt(9) << 16) +
	(entry.charCodeAt(10) << 8) +
	entry.charCodeAt(11);
