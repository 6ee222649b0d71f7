import { hash } from "node:crypto";
import { crc32 } from "node:zlib";
import { crc32c } from "./crc32c.ts";
import { crc64nvme } from "./crc64nvme.ts";

/** The checksum algorithms that are honoured, by the name in the API. */
export const checksumAlgorithms = ["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"] as const;
export type ChecksumAlgorithm = (typeof checksumAlgorithms)[number];

export interface Checksum {
	algorithm: ChecksumAlgorithm;
	/** Base64; of parts' checksums with their count behind a hyphen where `type` is COMPOSITE. */
	value: string;
	type: "FULL_OBJECT" | "COMPOSITE";
}

export const checksumHeader = (algorithm: ChecksumAlgorithm) => `x-amz-checksum-${algorithm.toLowerCase()}`;

/** The checksum of bytes, in base64. */
export function checksumOf(algorithm: ChecksumAlgorithm, bytes: Buffer): string {
	switch (algorithm) {
		case "CRC32":
			return fourBytes(crc32(bytes));
		case "CRC32C":
			return fourBytes(crc32c(bytes));
		case "CRC64NVME":
			return crc64nvme(bytes).toString("base64");
		case "SHA1":
			return hash("sha1", bytes, "base64");
		case "SHA256":
			return hash("sha256", bytes, "base64");
	}
}

function fourBytes(value: number): string {
	const bytes = Buffer.alloc(4);
	bytes.writeUInt32BE(value);
	return bytes.toString("base64");
}
