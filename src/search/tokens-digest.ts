import { domains } from "../ledger/domains.ts";
import { sha256 } from "../ledger/sha256.ts";
import { HASH } from "../ledger/tree.ts";
import { TOKEN } from "./token.ts";
import { type TokenField, tokenFields } from "./token-field.ts";

const ENTRY = 2 + 1 + TOKEN;
const START = domains.tokens.length + HASH;
const numbers: Record<TokenField, number> = {
	actor: 0,
	resource: 1,
	action: 2,
	ip: 3,
	outcome: 4,
	subject: 5,
};

/**
 * Digest of a segment's tokens that lies in its header: SHA-256(domain ‖ salt ‖ entries), an entry being position
 * as uint16 ‖ field as uint8 ‖ token, ordered by position and then field. Rows of an index are swept against it;
 * whoever has the header alone cannot try values, for the salt lies in the ciphertext.
 */
export class TokensDigest {
	readonly #input: Buffer;
	#at = START;
	constructor(events: number) {
		this.#input = Buffer.allocUnsafe(START + events * tokenFields.length * ENTRY);
		this.#input.write(domains.tokens, 0, "latin1");
	}
	/** The place of the salt, to be filled before `end`. */
	get salt(): Buffer {
		return this.#input.subarray(START - HASH, START);
	}
	add(position: number, field: TokenField, token: string): void {
		const input = this.#input;
		let at = this.#at;
		input[at++] = position >> 8;
		input[at++] = position;
		input[at++] = numbers[field];
		// Sixteen characters by hand take a fifth of the time of Buffer's write.
		for (let i = 0; i < TOKEN; i++) input[at++] = token.charCodeAt(i);
		this.#at = at;
	}
	end(): Uint8Array {
		const digest = new Uint8Array(HASH);
		sha256(this.#input.subarray(0, this.#at), digest, 0);
		return digest;
	}
}
