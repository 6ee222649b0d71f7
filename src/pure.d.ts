/**
 * What the rules in `src` may see of the platform: deterministic computation and nothing else.
 * Only `src/tsconfig.json` reads this file (it loads no platform types), so a clock, the network,
 * the environment, a file or a source of randomness is a compile error there.
 */
declare class TextEncoder {
	encode(text: string): Uint8Array;
}
declare class TextDecoder {
	constructor(label?: "utf-8", options?: { fatal?: boolean; ignoreBOM?: boolean });
	decode(bytes: Uint8Array): string;
}
declare class URL {
	constructor(url: string, base?: string);
	readonly href: string;
	readonly protocol: string;
	readonly hostname: string;
	readonly username: string;
	readonly password: string;
	readonly port: string;
	readonly pathname: string;
	readonly search: string;
	readonly hash: string;
}
declare class Buffer extends Uint8Array {
	static from(text: string, encoding?: "utf8" | "hex" | "base64" | "base64url" | "latin1"): Buffer;
	static from(bytes: ArrayLike<number>): Buffer;
	static from(memory: ArrayBufferLike, offset?: number, length?: number): Buffer;
	static concat(parts: readonly Uint8Array[], length?: number): Buffer;
	static alloc(size: number): Buffer;
	static allocUnsafe(size: number): Buffer;
	static byteLength(text: string, encoding?: "utf8"): number;
	static compare(a: Uint8Array, b: Uint8Array): -1 | 0 | 1;
	toString(
		encoding?: "utf8" | "hex" | "base64" | "base64url" | "latin1",
		start?: number,
		end?: number,
	): string;
	equals(other: Uint8Array): boolean;
	copy(target: Uint8Array, at?: number, start?: number, end?: number): number;
	write(text: string, offset?: number, encoding?: "utf8" | "latin1"): number;
	override subarray(start?: number, end?: number): Buffer;
	readUInt8(at?: number): number;
	readUInt16BE(at?: number): number;
	readUInt32BE(at?: number): number;
	readBigUInt64BE(at?: number): bigint;
	writeUInt8(value: number, at?: number): number;
	writeUInt16BE(value: number, at?: number): number;
	writeUInt32BE(value: number, at?: number): number;
	writeBigUInt64BE(value: bigint, at?: number): number;
}
declare module "node:crypto" {
	export class KeyObject {
		private constructor();
		export(): Buffer;
	}
	interface Hmac {
		update(data: Uint8Array | string): Hmac;
		digest(): Buffer;
		digest(encoding: "binary" | "base64url"): string;
	}
	interface Hash {
		update(data: Uint8Array | string): Hash;
		digest(): Buffer;
	}
	interface Cipher {
		setAAD(bytes: Uint8Array): Cipher;
		update(bytes: Uint8Array): Buffer;
		update(text: string, encoding: "utf8"): Buffer;
		final(): Buffer;
		getAuthTag(): Buffer;
	}
	interface Decipher {
		setAAD(bytes: Uint8Array): Decipher;
		setAuthTag(tag: Uint8Array): Decipher;
		update(bytes: Uint8Array): Buffer;
		final(): Buffer;
	}
	export function hash(algorithm: "sha256" | "sha512", data: Uint8Array | string, encoding: "buffer"): Buffer;
	export function hash(algorithm: "sha256" | "sha512", data: Uint8Array | string, encoding: "binary"): string;
	export function createHash(algorithm: "sha256"): Hash;
	export function createHmac(algorithm: "sha256", key: KeyObject | Uint8Array): Hmac;
	export function createSecretKey(bytes: Uint8Array): KeyObject;
	export function createCipheriv(
		algorithm: "aes-256-gcm",
		key: KeyObject,
		nonce: Uint8Array,
		options?: { authTagLength?: number },
	): Cipher;
	export function createDecipheriv(
		algorithm: "aes-256-gcm",
		key: KeyObject,
		nonce: Uint8Array,
		options?: { authTagLength?: number },
	): Decipher;
	export function hkdfSync(
		digest: "sha256",
		key: KeyObject | Uint8Array,
		salt: Uint8Array,
		info: Uint8Array | string,
		length: number,
	): ArrayBuffer;
	export function timingSafeEqual(a: Uint8Array, b: Uint8Array): boolean;
}
declare module "node:zlib" {
	export const constants: { ZSTD_c_compressionLevel: number };
	export function zstdCompressSync(bytes: Uint8Array, options?: { params?: Record<number, number> }): Buffer;
	export function zstdDecompressSync(bytes: Uint8Array, options?: { maxOutputLength?: number }): Buffer;
}
