import { domains } from "./domains.ts";
import type { Lane, TenantId } from "./identifiers.ts";
import type { Sha256 } from "./sha256.ts";
import { HASH } from "./tree.ts";

/** What the first segment of a lane names as its predecessor: SHA-256(domain ‖ tenant length ‖ tenant ‖ lane). */
export function genesisHash(sha256: Sha256, tenant: TenantId, lane: Lane): Uint8Array {
	const text = `${domains.genesis}${String.fromCharCode(tenant.length)}${tenant}${String.fromCharCode(lane)}`;
	const input = Uint8Array.from(text, (character) => character.charCodeAt(0));
	const output = new Uint8Array(HASH);
	sha256(input, output, 0);
	return output;
}
