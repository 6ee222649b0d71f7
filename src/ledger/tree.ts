import type { Sha256 } from "./sha256.ts";

/** Bytes of a SHA-256 digest. */
export const HASH = 32;

/** RFC 6962 §2.1: SHA-256(0x00 ‖ entry). */
export function leafHash(sha256: Sha256, entry: Uint8Array): Uint8Array {
	const input = new Uint8Array(1 + entry.length);
	input.set(entry, 1);
	const output = new Uint8Array(HASH);
	sha256(input, output, 0);
	return output;
}

/**
 * Root of the RFC 6962 tree over entries of 32 bytes each, given one after the other. Works level by level: a node
 * without a neighbour moves up unchanged, which is the same tree as splitting at the largest power of two.
 */
export function treeRoot(sha256: Sha256, entries: Uint8Array): Uint8Array {
	let width = entries.length / HASH;
	const level = new Uint8Array(Math.max(entries.length, HASH));
	if (width === 0) {
		sha256(entries, level, 0);
		return level;
	}
	const leaf = new Uint8Array(1 + HASH);
	for (let at = 0; at < entries.length; at += HASH) {
		leaf.set(entries.subarray(at, at + HASH), 1);
		sha256(leaf, level, at);
	}
	const node = new Uint8Array(1 + 2 * HASH);
	node[0] = 1;
	while (width > 1) {
		for (let left = 0; left < width; left += 2) {
			const from = left * HASH;
			if (left + 1 === width) level.copyWithin(from / 2, from, from + HASH);
			else {
				node.set(level.subarray(from, from + 2 * HASH), 1);
				sha256(node, level, from / 2);
			}
		}
		width = Math.ceil(width / 2);
	}
	return level.slice(0, HASH);
}
