import { randomFillSync } from "node:crypto";

const POOL = 8192;

/**
 * Fresh random bytes from the system's generator, fetched by the pool: a call for each few bytes takes longer than
 * encrypting with them. No byte is given out twice.
 */
export function randomPool(): (size: number) => Uint8Array {
	let pool = new Uint8Array(0);
	let at = 0;
	return (size) => {
		if (size > POOL) return randomFillSync(new Uint8Array(size));
		if (at + size > pool.length) {
			// A new array each time: what was given out before still belongs to its takers.
			pool = randomFillSync(new Uint8Array(POOL));
			at = 0;
		}
		at += size;
		return pool.subarray(at - size, at);
	};
}
