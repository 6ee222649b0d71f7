import { domains } from "./domains.ts";
import { sha256 } from "./sha256.ts";
import { HASH } from "./tree.ts";

const saltInput = Buffer.from(`${domains.salt}${"\0".repeat(HASH + 2)}`, "latin1");
const saltAt = domains.salt.length;

/**
 * Salt of one event: SHA-256(domain ‖ segment salt ‖ index as uint16), written into `output`. Revealing it opens
 * one commitment and says nothing about the segment salt or another event's.
 */
export function eventSalt(segmentSalt: Uint8Array, index: number, output: Uint8Array, at: number): void {
	saltInput.set(segmentSalt, saltAt);
	saltInput.writeUInt16BE(index, saltAt + HASH);
	sha256(saltInput, output, at);
}

/** Bytes before the event in a commitment's input: domain ‖ salt. */
export const COMMITMENT_PREFIX = domains.event.length + HASH;

/** Writes the domain; the salt and the event bytes follow it. */
export function startCommitment(input: Buffer): void {
	input.write(domains.event, 0, "latin1");
}
