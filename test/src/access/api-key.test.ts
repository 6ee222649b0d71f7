import { createSecretKey, randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
	bearerKey,
	credentialName,
	formatApiKey,
	keyedHash,
	matches,
	newApiKey,
	parseApiKey,
} from "../../../src/access/api-key.ts";

const pepper = createSecretKey(Buffer.alloc(32, 7));
const anyKey = fc.uint8Array({ minLength: 42, maxLength: 42 }).map((bytes) => {
	let at = 0;
	return newApiKey((length) => {
		at += length;
		return bytes.subarray(at - length, at);
	});
});

describe("an API key", () => {
	it("reads back as it was written", () => {
		fc.assert(
			fc.property(anyKey, (key) => {
				const read = parseApiKey(formatApiKey(key));
				expect(read?.id).toBe(key.id);
				expect(Buffer.from(read?.secret ?? []).equals(key.secret)).toBe(true);
			}),
		);
	});
	it("has 256 secret bits and an id that says nothing of them", () => {
		const key = newApiKey(randomBytes);
		expect(key.secret).toHaveLength(32);
		expect(formatApiKey(key)).toMatch(/^at_[a-z2-7]{16}_[\w-]{43}$/);
	});
	it("is proven by its own secret, id and pepper only", () => {
		const key = newApiKey(randomBytes);
		const hash = keyedHash(pepper, key);
		expect(matches(pepper, key, hash)).toBe(true);
		expect(matches(pepper, { ...key, secret: randomBytes(32) }, hash)).toBe(false);
		expect(matches(pepper, { ...key, id: newApiKey(randomBytes).id }, hash)).toBe(false);
		expect(matches(createSecretKey(randomBytes(32)), key, hash)).toBe(false);
		expect(matches(pepper, key, hash.subarray(0, 31))).toBe(false);
	});
	it("is found in an Authorization header of the Bearer scheme and nowhere else", () => {
		const text = formatApiKey(newApiKey(randomBytes));
		expect(bearerKey(`Bearer ${text}`)).toBeDefined();
		expect(bearerKey(`bearer ${text}`)).toBeDefined();
		for (const header of [undefined, "", text, `Basic ${text}`, `Bearer ${text} x`, `Bearer ${text}x`])
			expect(bearerKey(header)).toBeUndefined();
	});
	it("is no arbitrary text", () => {
		fc.assert(fc.property(fc.string(), (text) => parseApiKey(text) === undefined));
	});
});

describe("a key's name", () => {
	it.each(["billing", "a", "sshd.host-1"])("may be %j", (name) => {
		expect(credentialName(name)).toBe(name);
	});
	it.each(["", "-a", "A", "a b", "a#b", "a".repeat(64), 7, null, ["a"]])("may not be %j", (name) => {
		expect(() => credentialName(name)).toThrow(/1 to 63 characters/);
	});
});
