import {
	createCipheriv,
	createDecipheriv,
	createHmac,
	createSecretKey,
	hash,
	type KeyObject,
	timingSafeEqual,
} from "node:crypto";
import { AuditTrailError } from "../errors.ts";
import { domains } from "../ledger/domains.ts";

/** Fresh random bytes of a box. */
export const FRESH = 16;
const COMMITMENT = 32;
const TAG = 16;
const OVERHEAD = FRESH + COMMITMENT + TAG;
/** Each box has a key of its own, used once: the nonce may be constant. */
const NONCE = Buffer.alloc(12);

const info = Buffer.from(`${domains.box}${"\0".repeat(FRESH)}\u0001`, "latin1");
const secretInput = Buffer.from(`${domains.boxKeys}${"\0".repeat(32)}`, "latin1");

/**
 * Seals one person's values in one event: fresh ‖ key commitment ‖ ciphertext ‖ tag.
 * The box secret is HKDF-Expand(owner key, domain ‖ fresh, 32) (RFC 5869 §2.3; the owner key is uniformly random,
 * so nothing is to be extracted); box key and key commitment are the halves of SHA-512(domain ‖ box secret).
 * Disclosing the box secret opens this box only, and anyone can check that it is the one that was committed to.
 */
export function sealBox(ownerKey: KeyObject, fresh: Uint8Array, text: string | Uint8Array): Buffer {
	const keys = boxKeys(secretText(ownerKey, fresh));
	const cipher = createCipheriv("aes-256-gcm", createSecretKey(keys.subarray(0, 32)), NONCE);
	const ciphertext = typeof text === "string" ? cipher.update(text, "utf8") : cipher.update(text);
	cipher.final();
	const box = Buffer.allocUnsafe(ciphertext.length + OVERHEAD);
	box.set(fresh, 0);
	keys.copy(box, FRESH, 32, 64);
	box.set(ciphertext, FRESH + COMMITMENT);
	box.set(cipher.getAuthTag(), FRESH + COMMITMENT + ciphertext.length);
	return box;
}

/** The text of a box; throws `ciphertext-invalid` where it does not open with that owner's key. */
export function openBox(ownerKey: KeyObject, box: Uint8Array): Buffer {
	if (box.length < OVERHEAD) throw new AuditTrailError("format-invalid", "an owner box is too short");
	return openDisclosedBox(boxSecret(ownerKey, box.subarray(0, FRESH)), box);
}

/** As `openBox`, for somebody who was given the box secret and not the owner's key. */
export function openDisclosedBox(secret: Uint8Array, box: Uint8Array): Buffer {
	if (box.length < OVERHEAD) throw new AuditTrailError("format-invalid", "an owner box is too short");
	const keys = boxKeys(Buffer.from(secret).toString("latin1"));
	// AES-GCM alone would let one ciphertext open to two texts under two keys.
	if (!timingSafeEqual(keys.subarray(32), box.subarray(FRESH, FRESH + COMMITMENT)))
		throw new AuditTrailError("ciphertext-invalid", "an owner box was sealed under another key");
	const end = box.length - TAG;
	const decipher = createDecipheriv("aes-256-gcm", createSecretKey(keys.subarray(0, 32)), NONCE, {
		authTagLength: TAG,
	}).setAuthTag(box.subarray(end));
	try {
		const text = decipher.update(box.subarray(FRESH + COMMITMENT, end));
		decipher.final();
		return text;
	} catch (cause) {
		throw new AuditTrailError("ciphertext-invalid", "an owner box does not open", { cause });
	}
}

/** What a disclosure of one box reveals, 32 bytes. */
export const boxSecret = (ownerKey: KeyObject, fresh: Uint8Array): Buffer =>
	Buffer.from(secretText(ownerKey, fresh), "latin1");

/** As latin1: a digest as text takes half the time of one as a Buffer. */
function secretText(ownerKey: KeyObject, fresh: Uint8Array): string {
	info.set(fresh, domains.box.length);
	return createHmac("sha256", ownerKey).update(info).digest("binary");
}

function boxKeys(secret: string): Buffer {
	secretInput.write(secret, domains.boxKeys.length, "latin1");
	return Buffer.from(hash("sha512", secretInput, "binary"), "latin1");
}
