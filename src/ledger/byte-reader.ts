import { AuditTrailError } from "../errors.ts";

/**
 * Reads the fields of a binary structure, big-endian, from bytes that an attacker may have written: whatever does
 * not follow the format exactly throws `format-invalid`. Uses nothing but `Uint8Array`, so that it runs in a browser.
 */
export class ByteReader {
	readonly #bytes: Uint8Array;
	readonly #what: string;
	#at = 0;
	constructor(bytes: Uint8Array, what: string) {
		this.#bytes = bytes;
		this.#what = what;
	}
	bytes(length: number): Uint8Array {
		if (length > this.#bytes.length - this.#at) throw this.fault("ends too early");
		this.#at += length;
		return this.#bytes.subarray(this.#at - length, this.#at);
	}
	u8(): number {
		return this.#number(1);
	}
	u16(): number {
		return this.#number(2);
	}
	u32(): number {
		return this.#number(4);
	}
	/** Up to 2^53 - 1. */
	u64(): number {
		const value = this.#number(8);
		if (!Number.isSafeInteger(value)) throw this.fault("holds a number that is too large");
		return value;
	}
	/** Length in one byte, then the text, which `pattern` must match. */
	short(pattern: RegExp): string {
		const text = String.fromCharCode(...this.bytes(this.u8()));
		if (!pattern.test(text)) throw this.fault("holds a text of the wrong form");
		return text;
	}
	get at(): number {
		return this.#at;
	}
	/** Nothing may follow. */
	end(): void {
		if (this.#at !== this.#bytes.length) throw this.fault("has bytes after its end");
	}
	fault(what: string): AuditTrailError {
		return new AuditTrailError("format-invalid", `${this.#what} ${what}`);
	}
	#number(length: number): number {
		let value = 0;
		for (const byte of this.bytes(length)) value = value * 256 + byte;
		return value;
	}
}
