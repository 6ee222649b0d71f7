import { zstdDecompressSync } from "node:zlib";
import { expect, test } from "vitest";
import { zstdFrame } from "../../../src/ledger/zstd-frame.ts";
import { countedBytes } from "./sealing.ts";

test("any bytes are one zstd frame that every decoder reads", () => {
	const bytes = countedBytes();
	for (const length of [0, 1, 255, 256, 257, 511, 512, 2047, 2048, 2049, 70_000]) {
		const content = bytes(length);
		expect(zstdDecompressSync(zstdFrame(content))).toEqual(Buffer.from(content));
	}
});
