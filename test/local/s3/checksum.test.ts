import fc from "fast-check";
import { expect, test } from "vitest";
import { checksumOf } from "../../../local/s3/checksum/checksum.ts";

const check = Buffer.from("123456789");

// Check values of the catalogue of parametrised CRC algorithms; digests of FIPS 180-4.
test.each([
	["CRC32", Buffer.from("cbf43926", "hex")],
	["CRC32C", Buffer.from("e3069283", "hex")],
	["CRC64NVME", Buffer.from("ae8b14860a799888", "hex")],
	["SHA1", Buffer.from("f7c3bc1d808e04732adf679965ccc34ca7ae3441", "hex")],
] as const)("%s of the check string is the catalogue's", (algorithm, expected) => {
	expect(checksumOf(algorithm, check)).toBe(expected.toString("base64"));
});

test("every flipped bit changes every checksum", () => {
	fc.assert(
		fc.property(
			fc.uint8Array({ minLength: 1, maxLength: 200 }),
			fc.nat(),
			fc.constantFrom("CRC32", "CRC32C", "CRC64NVME", "SHA256"),
			(bytes, at, algorithm) => {
				const flipped = Buffer.from(bytes);
				const place = at % (bytes.length * 8);
				flipped[place >> 3] = (flipped[place >> 3] ?? 0) ^ (1 << (place & 7));
				expect(checksumOf(algorithm as "CRC32", flipped)).not.toBe(
					checksumOf(algorithm as "CRC32", Buffer.from(bytes)),
				);
			},
		),
	);
});
