import {
	createCipheriv,
	createDecipheriv,
	createSecretKey,
	hkdfSync,
	type KeyObject,
	timingSafeEqual,
} from "node:crypto";
import { AuditTrailError } from "../errors.ts";

/** One value of an incident's group, e.g. the address. Only the field's name is in the clear. */
export interface SealedValue {
	field: string;
	/** Whose key closes it, so that erasing the person erases it; absent: the tenant's token key. */
	owner?: string;
	/** salt (16) ‖ key commitment (32) ‖ ciphertext ‖ tag (16); the text is padded to whole 32 bytes. */
	box: Uint8Array;
}

const SALT = 16;
const COMMITMENT = 32;
const TAG = 16;
const BLOCK = 32;
const zeroNonce = new Uint8Array(12);

/**
 * Seals a value for display. Key and key commitment come by HKDF from the holder's key and the salt: each box has
 * a key of its own, and no other key opens it to another text.
 * @param salt 16 fresh random bytes
 */
export function sealValue(key: KeyObject, field: string, value: string, salt: Uint8Array): Uint8Array {
	const derived = derive(key, salt);
	const text = Buffer.from(value);
	// The length says how long the text is; padding keeps that from whoever sees only the box.
	const padded = Buffer.alloc(Math.ceil((text.length + 4) / BLOCK) * BLOCK);
	padded.writeUInt32BE(text.length, 0);
	text.copy(padded, 4);
	// A fixed nonce is right here: a fresh salt means that the key is used once.
	const cipher = createCipheriv("aes-256-gcm", derived.key, zeroNonce, { authTagLength: TAG });
	cipher.setAAD(Buffer.from(field));
	const sealed = [cipher.update(padded), cipher.final()];
	return Buffer.concat([salt, derived.commitment, ...sealed, cipher.getAuthTag()]);
}

/** @throws AuditTrailError `ciphertext-invalid` where the box was changed, or the key is another */
export function openValue(key: KeyObject, field: string, box: Uint8Array): string {
	const bytes = Buffer.from(box);
	if (bytes.length < SALT + COMMITMENT + BLOCK + TAG) throw new AuditTrailError("ciphertext-invalid");
	const derived = derive(key, bytes.subarray(0, SALT));
	if (!timingSafeEqual(derived.commitment, bytes.subarray(SALT, SALT + COMMITMENT)))
		throw new AuditTrailError("ciphertext-invalid");
	const decipher = createDecipheriv("aes-256-gcm", derived.key, zeroNonce, { authTagLength: TAG });
	decipher.setAAD(Buffer.from(field));
	decipher.setAuthTag(bytes.subarray(bytes.length - TAG));
	try {
		const opened = Buffer.concat([
			decipher.update(bytes.subarray(SALT + COMMITMENT, bytes.length - TAG)),
			decipher.final(),
		]);
		return opened.subarray(4, 4 + opened.readUInt32BE(0)).toString("utf8");
	} catch (cause) {
		throw new AuditTrailError("ciphertext-invalid", undefined, { cause });
	}
}

function derive(key: KeyObject, salt: Uint8Array): { key: KeyObject; commitment: Buffer } {
	const bytes = Buffer.from(hkdfSync("sha256", key, salt, "audit-trail/incident-value/1", 64));
	return { key: createSecretKey(bytes.subarray(0, 32)), commitment: bytes.subarray(32) };
}
