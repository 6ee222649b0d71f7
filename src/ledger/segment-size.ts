import { HASH } from "./tree.ts";

/** What DynamoDB bills a write by. */
const UNIT = 1024;

/**
 * Bytes of a segment's item besides its body: attribute names, the key (a lane of up to 3 digits, a number of up to
 * 16), both hashes, header and commitments, as DynamoDB counts them (an item's size is the sum of its attributes'
 * names and values; a number takes a byte for two digits and one more).
 */
const fixedSize = (tenantLength: number, headerLength: number, count: number): number =>
	"lane".length +
	tenantLength +
	4 +
	"seq".length +
	10 +
	"header".length +
	headerLength +
	"prevHash".length +
	HASH +
	"segmentHash".length +
	HASH +
	"commitments".length +
	count * HASH +
	"body".length;

/**
 * How long a body must be so that its item ends at the last byte of a write unit: the padding costs nothing and
 * hides the length of what is inside.
 */
export function paddedBody(
	tenantLength: number,
	headerLength: number,
	count: number,
	atLeast: number,
): number {
	const fixed = fixedSize(tenantLength, headerLength, count);
	return Math.ceil((fixed + atLeast) / UNIT) * UNIT - fixed;
}
