import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from "node:crypto";

const format = 1;
const nonceBytes = 12;
const tagBytes = 16;
/** Format byte, key id (16 bytes), version of the material (uint32). */
const headBytes = 1 + 16 + 4;

/** What a ciphertext says of itself. */
export interface Head {
	keyId: string;
	version: number;
}

/** The largest ciphertext that KMS takes. */
export const longestCiphertext = 6144;

/** AES-256-GCM under a key's version; head and encryption context are authenticated with the text. */
export function seal(
	plaintext: Buffer,
	head: Head,
	key: KeyObject,
	context: Readonly<Record<string, string>>,
): Buffer {
	const bytes = Buffer.alloc(headBytes);
	bytes.writeUInt8(format, 0);
	bytes.write(head.keyId.replaceAll("-", ""), 1, "hex");
	bytes.writeUInt32BE(head.version, 17);
	const nonce = randomBytes(nonceBytes);
	const cipher = createCipheriv("aes-256-gcm", key, nonce);
	cipher.setAAD(Buffer.concat([bytes, contextBytes(context)]));
	return Buffer.concat([bytes, nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

/** Reads the head; `undefined` where the bytes are no ciphertext of this cloud. */
export function readHead(ciphertext: Buffer): Head | undefined {
	if (ciphertext.length < headBytes + nonceBytes + tagBytes || ciphertext[0] !== format) return undefined;
	const hex = ciphertext.toString("hex", 1, 17);
	const keyId = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
	return { keyId, version: ciphertext.readUInt32BE(17) };
}

/** The plaintext; `undefined` where key, context or bytes are not those it was sealed with. */
export function open(
	ciphertext: Buffer,
	key: KeyObject,
	context: Readonly<Record<string, string>>,
): Buffer | undefined {
	const nonce = ciphertext.subarray(headBytes, headBytes + nonceBytes);
	const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: tagBytes });
	decipher.setAAD(Buffer.concat([ciphertext.subarray(0, headBytes), contextBytes(context)]));
	decipher.setAuthTag(ciphertext.subarray(ciphertext.length - tagBytes));
	const sealed = ciphertext.subarray(headBytes + nonceBytes, ciphertext.length - tagBytes);
	try {
		return Buffer.concat([decipher.update(sealed), decipher.final()]);
	} catch {
		return undefined;
	}
}

/** Pairs in the order of their names, each part with its length before it: no two contexts give the same bytes. */
function contextBytes(context: Readonly<Record<string, string>>): Buffer {
	const parts = Object.entries(context)
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.flat()
		.map((text) => Buffer.from(text));
	const length = (part: Buffer) => {
		const bytes = Buffer.alloc(4);
		bytes.writeUInt32BE(part.length);
		return bytes;
	};
	return Buffer.concat(parts.flatMap((part) => [length(part), part]));
}
