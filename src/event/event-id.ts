import { hash } from "node:crypto";
import { domains } from "../ledger/domains.ts";

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/**
 * Ids for events whose producer gave none, in ULID form: the binding's time, then 80 bits of
 * SHA-256(domain ‖ seed ‖ index as uint32). The same request gives the same ids, whichever worker answers it.
 */
export function eventIds(time: number, seed: Uint8Array): (index: number) => string {
	const prefix = timeText(time);
	const start = domains.eventId.length;
	const input = Buffer.alloc(start + seed.length + 4);
	input.write(domains.eventId, 0, "latin1");
	input.set(seed, start);
	return (index) => {
		input.writeUInt32BE(index, start + seed.length);
		const digest = hash("sha256", input, "binary");
		let text = prefix;
		// Five bytes are eight characters of five bits.
		for (let at = 0; at < 10; at += 5) {
			let rest = 0;
			for (let i = 0; i < 5; i++) rest = rest * 256 + digest.charCodeAt(at + i);
			let eight = "";
			for (let i = 0; i < 8; i++) {
				eight = ALPHABET[rest % 32] + eight;
				rest = Math.floor(rest / 32);
			}
			text += eight;
		}
		return text;
	};
}

/** 48 bits of milliseconds as ten characters. */
function timeText(time: number): string {
	let text = "";
	let rest = time;
	for (let i = 0; i < 10; i++) {
		text = ALPHABET[rest % 32] + text;
		rest = Math.floor(rest / 32);
	}
	return text;
}
