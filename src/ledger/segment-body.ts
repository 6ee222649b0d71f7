import { createCipheriv, createDecipheriv, type KeyObject } from "node:crypto";
import { zstdDecompressSync } from "node:zlib";
import { AuditTrailError } from "../errors.ts";
import { ByteReader } from "./byte-reader.ts";
import { domains } from "./domains.ts";
import type { TenantId } from "./identifiers.ts";
import { HASH } from "./tree.ts";
import { zstdFrame } from "./zstd-frame.ts";

export const NONCE = 12;
const TAG = 16;
/** Bytes of a body around its plaintext. */
export const SEALING = NONCE + TAG;
/** Event bytes that one segment holds at most, boxes included. */
export const MAX_EVENT_BYTES = 320 * 1024;

/** What a body holds, apart from padding. */
export interface BodyContent {
	/** 32 random bytes from which every salt of the segment is derived. */
	salt: Uint8Array;
	/** Clear JSON of each event, each ended by a line feed. */
	lines: Uint8Array;
	/** All owner boxes, event by event. Ciphertext does not compress, so they stand apart. */
	boxes: Uint8Array;
}

/** salt ‖ length ‖ zstd frame of the lines ‖ length ‖ boxes ‖ zeros; `size` is given the length it would have without zeros. */
export function encodeBody(content: BodyContent, size: (atLeast: number) => number): Buffer {
	const frame = zstdFrame(content.lines);
	const length = HASH + 4 + frame.length + 4 + content.boxes.length;
	const plaintext = Buffer.alloc(size(length));
	plaintext.set(content.salt, 0);
	plaintext.writeUInt32BE(frame.length, HASH);
	plaintext.set(frame, HASH + 4);
	plaintext.writeUInt32BE(content.boxes.length, HASH + 4 + frame.length);
	plaintext.set(content.boxes, HASH + 8 + frame.length);
	return plaintext;
}

/** Throws `format-invalid` where the plaintext is no body. */
export function decodeBody(plaintext: Uint8Array): BodyContent {
	const reader = new ByteReader(plaintext, "a segment body");
	const salt = reader.bytes(HASH);
	const frame = reader.bytes(reader.u32());
	const boxes = reader.bytes(reader.u32());
	if (plaintext.subarray(reader.at).some((byte) => byte !== 0))
		throw reader.fault("has padding that is not zero");
	try {
		return { salt, lines: zstdDecompressSync(frame, { maxOutputLength: MAX_EVENT_BYTES }), boxes };
	} catch (cause) {
		throw new AuditTrailError("format-invalid", "a segment body does not decompress", { cause });
	}
}

/** Where a body may be opened: moved to another tenant, key or segment it does not. Its place binds the header. */
export interface BodyBinding {
	tenant: TenantId;
	/** 16 bytes. */
	dataKey: Uint8Array;
	/** 16 bytes. */
	segmentId: Uint8Array;
}

/** nonce ‖ ciphertext ‖ tag. */
export function sealBody(
	key: KeyObject,
	nonce: Uint8Array,
	binding: BodyBinding,
	plaintext: Uint8Array,
): Buffer {
	const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(associated(binding));
	const body = Buffer.allocUnsafe(plaintext.length + SEALING);
	body.set(nonce, 0);
	body.set(cipher.update(plaintext), NONCE);
	cipher.final();
	body.set(cipher.getAuthTag(), NONCE + plaintext.length);
	return body;
}

/** Throws `ciphertext-invalid` where the body was changed or moved, or the key is another. */
export function openBody(key: KeyObject, binding: BodyBinding, body: Uint8Array): Buffer {
	if (body.length < SEALING) throw new AuditTrailError("format-invalid", "a segment body is too short");
	const end = body.length - TAG;
	const decipher = createDecipheriv("aes-256-gcm", key, body.subarray(0, NONCE), { authTagLength: TAG })
		.setAAD(associated(binding))
		.setAuthTag(body.subarray(end));
	try {
		const plaintext = decipher.update(body.subarray(NONCE, end));
		decipher.final();
		return plaintext;
	} catch (cause) {
		throw new AuditTrailError("ciphertext-invalid", "a segment body does not open", { cause });
	}
}

/** domain ‖ tenant length ‖ tenant ‖ data-key id ‖ segment id. */
const associated = ({ tenant, dataKey, segmentId }: BodyBinding): Buffer =>
	Buffer.concat([
		Buffer.from(`${domains.body}${String.fromCharCode(tenant.length)}${tenant}`, "latin1"),
		dataKey,
		segmentId,
	]);
