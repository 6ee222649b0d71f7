import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sha256 } from "../../../src/ledger/sha256.ts";
import { leafHash, treeRoot } from "../../../src/ledger/tree.ts";

const digest = (...parts: Uint8Array[]) => createHash("sha256").update(Buffer.concat(parts)).digest();

/** RFC 6962 §2.1, word by word. */
function mth(entries: Uint8Array[]): Buffer {
	const [only] = entries;
	if (!only) return digest();
	if (entries.length === 1) return digest(Buffer.from([0]), only);
	let split = 1;
	while (split * 2 < entries.length) split *= 2;
	return digest(Buffer.from([1]), mth(entries.slice(0, split)), mth(entries.slice(split)));
}

describe("the tree of RFC 6962", () => {
	it("has the root that the RFC's recursion gives, for every width", () => {
		fc.assert(
			fc.property(fc.array(fc.uint8Array({ minLength: 32, maxLength: 32 }), { maxLength: 70 }), (entries) => {
				expect(Buffer.from(treeRoot(sha256, Buffer.concat(entries)))).toEqual(mth(entries));
			}),
		);
	});
	it("has the hash of nothing as the root of nothing, and 0x00 before a leaf", () => {
		// The first and second known answers of the Certificate Transparency project.
		expect(Buffer.from(treeRoot(sha256, new Uint8Array())).toString("hex")).toBe(
			"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
		);
		expect(Buffer.from(leafHash(sha256, new Uint8Array())).toString("hex")).toBe(
			"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
		);
	});
});
