import { createHmac, type KeyObject, timingSafeEqual } from "node:crypto";
import { AuditTrailError } from "../errors.ts";

/** An API key as its holder has it: `at_<id>_<secret>`. The id may be shown and logged, the secret never. */
export interface ApiKey {
	/** 16 characters of a-z and 2-7: 10 random bytes. */
	id: string;
	/** 32 random bytes. */
	secret: Uint8Array;
}

const ID_BYTES = 10;
const SECRET_BYTES = 32;
const written = /^at_([a-z2-7]{16})_([A-Za-z0-9_-]{43})$/;

/** @param random a source of random bytes fit for keys */
export const newApiKey = (random: (length: number) => Uint8Array): ApiKey => ({
	id: base32(random(ID_BYTES)),
	secret: random(SECRET_BYTES),
});

export const formatApiKey = (key: ApiKey): string =>
	`at_${key.id}_${Buffer.from(key.secret).toString("base64url")}`;

/** `undefined` where the text is no API key, whatever else it may be. */
export function parseApiKey(text: string): ApiKey | undefined {
	const [, id, secret] = written.exec(text) ?? [];
	return id === undefined || secret === undefined
		? undefined
		: { id, secret: Buffer.from(secret, "base64url") };
}

/** The key in an `Authorization` header: `Bearer <key>` and nothing else. */
export function bearerKey(header: string | undefined): ApiKey | undefined {
	const [, token] = /^Bearer +([!-~]+) *$/i.exec(header ?? "") ?? [];
	return token === undefined ? undefined : parseApiKey(token);
}

/**
 * What is stored in a key's place: HMAC-SHA256 under the pepper, which is wrapped by KMS. Who reads the table of
 * credentials without that KMS key cannot even test a guess.
 */
export const keyedHash = (pepper: KeyObject, key: ApiKey): Buffer =>
	createHmac("sha256", pepper).update(`audit-trail/api-key/v1\0${key.id}\0`).update(key.secret).digest();

/** In constant time. */
export const matches = (pepper: KeyObject, key: ApiKey, stored: Uint8Array): boolean => {
	const computed = keyedHash(pepper, key);
	return stored.length === computed.length && timingSafeEqual(stored, computed);
};

const nameForm = /^[a-z0-9][a-z0-9.-]{0,62}$/;

/** The name of a credential: what uses it, e.g. `billing-service`. Up to two keys of one name are active. */
export function credentialName(text: unknown): string {
	if (typeof text !== "string" || !nameForm.test(text))
		throw new AuditTrailError(
			"request-invalid",
			"a key's name is 1 to 63 characters of a-z, 0-9, dot and -, and begins with a letter or digit",
		);
	return text;
}

const alphabet = "abcdefghijklmnopqrstuvwxyz234567";

/** RFC 4648 base32 in lower case; the length is a multiple of 5 bytes, so there is no padding. */
function base32(bytes: Uint8Array): string {
	let text = "";
	let bits = 0;
	let held = 0;
	for (const byte of bytes) {
		held = ((held << 8) | byte) & 0xfff;
		bits += 8;
		for (; bits >= 5; bits -= 5) text += alphabet[(held >> (bits - 5)) & 31];
	}
	return text;
}
