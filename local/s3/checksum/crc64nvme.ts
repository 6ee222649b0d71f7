// Reflected polynomial 0x9a6c9329ac4bc9b5 (NVM Express base specification), in two halves: BigInt would be far slower.
const high = new Uint32Array(256);
const low = new Uint32Array(256);
for (let byte = 0; byte < 256; byte++) {
	let top = 0;
	let bottom = byte;
	for (let bit = 0; bit < 8; bit++) {
		const odd = bottom & 1;
		bottom = ((bottom >>> 1) | (top << 31)) >>> 0;
		top >>>= 1;
		if (odd) {
			top ^= 0x9a6c9329;
			bottom ^= 0xac4bc9b5;
		}
	}
	high[byte] = top >>> 0;
	low[byte] = bottom >>> 0;
}

/** CRC-64/NVME as 8 bytes, big-endian. */
export function crc64nvme(bytes: Uint8Array): Buffer {
	let top = 0xffffffff;
	let bottom = 0xffffffff;
	for (const byte of bytes) {
		const index = (bottom ^ byte) & 0xff;
		bottom = ((bottom >>> 8) | (top << 24)) ^ (low[index] ?? 0);
		top = (top >>> 8) ^ (high[index] ?? 0);
	}
	const result = Buffer.alloc(8);
	result.writeUInt32BE(~top >>> 0, 0);
	result.writeUInt32BE(~bottom >>> 0, 4);
	return result;
}
