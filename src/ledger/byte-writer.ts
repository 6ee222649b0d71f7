/** Writes the fields of a binary structure one after the other, big-endian; the layouts stand in `docs/format.md`. */
export class ByteWriter {
	readonly #bytes: Buffer;
	#at = 0;
	constructor(size: number) {
		this.#bytes = Buffer.alloc(size);
	}
	u8(value: number): this {
		this.#bytes.writeUInt8(value, this.#at);
		this.#at += 1;
		return this;
	}
	u16(value: number): this {
		this.#bytes.writeUInt16BE(value, this.#at);
		this.#at += 2;
		return this;
	}
	u32(value: number): this {
		this.#bytes.writeUInt32BE(value, this.#at);
		this.#at += 4;
		return this;
	}
	u64(value: number): this {
		this.#bytes.writeBigUInt64BE(BigInt(value), this.#at);
		this.#at += 8;
		return this;
	}
	bytes(value: Uint8Array): this {
		this.#bytes.set(value, this.#at);
		this.#at += value.length;
		return this;
	}
	latin1(text: string): this {
		this.#at += this.#bytes.write(text, this.#at, "latin1");
		return this;
	}
	/** Length in one byte, then the text in ASCII. */
	short(text: string): this {
		return this.u8(text.length).latin1(text);
	}
	/** What was written. */
	end(): Buffer {
		return this.#bytes.subarray(0, this.#at);
	}
}
