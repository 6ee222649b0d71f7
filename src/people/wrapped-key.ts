import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync, type KeyObject } from "node:crypto";
import { AuditTrailError } from "../errors.ts";
import { domains } from "../ledger/domains.ts";
import type { TenantId } from "../ledger/identifiers.ts";

const KEY = 32;
const NONCE = 12;
const TAG = 16;

/** What a wrapped key is: `owner` and its id, or `address` and its month. A key moved to another name does not open. */
export interface KeyName {
	tenant: TenantId;
	kind: "owner" | "address";
	id: string;
}

/** nonce ‖ ciphertext ‖ tag of 32 bytes, AES-256-GCM; AAD = domain ‖ tenant ‖ 0 ‖ kind ‖ 0 ‖ id. */
export function wrapKey(wrapping: KeyObject, nonce: Uint8Array, name: KeyName, key: Uint8Array): Buffer {
	const cipher = createCipheriv("aes-256-gcm", wrapping, nonce).setAAD(associated(name));
	return Buffer.concat([nonce, cipher.update(key), cipher.final(), cipher.getAuthTag()]);
}

/** Throws `key-unavailable` where it was damaged or moved. */
export function unwrapKey(wrapping: KeyObject, name: KeyName, wrapped: Uint8Array): KeyObject {
	if (wrapped.length !== NONCE + KEY + TAG)
		throw new AuditTrailError("key-unavailable", "a wrapped key has the wrong length");
	const decipher = createDecipheriv("aes-256-gcm", wrapping, wrapped.subarray(0, NONCE), {
		authTagLength: TAG,
	})
		.setAAD(associated(name))
		.setAuthTag(wrapped.subarray(NONCE + KEY));
	const key = decipher.update(wrapped.subarray(NONCE, NONCE + KEY));
	try {
		decipher.final();
		return createSecretKey(key);
	} catch (cause) {
		throw new AuditTrailError("key-unavailable", "a wrapped key does not open", { cause });
	} finally {
		key.fill(0);
	}
}

/** A key of one use from a data key of several: HKDF-SHA-256(data key, no salt, domain ‖ use). */
export function deriveKey(dataKey: KeyObject, use: "wrap" | "lookup" | "token"): KeyObject {
	return createSecretKey(
		new Uint8Array(hkdfSync("sha256", dataKey, new Uint8Array(), `${domains.wrap}${use}`, KEY)),
	);
}

const associated = ({ tenant, kind, id }: KeyName): Buffer =>
	Buffer.from(`${domains.wrap}${tenant}\0${kind}\0${id}`, "latin1");
