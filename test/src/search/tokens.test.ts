import { createHash, createHmac, createSecretKey } from "node:crypto";
import { describe, expect, it } from "vitest";
import { eventTokens } from "../../../src/search/event-tokens.ts";
import { namedValue, token, tokenText } from "../../../src/search/token.ts";
import { TokensDigest } from "../../../src/search/tokens-digest.ts";

const key = (byte: number) => createSecretKey(Buffer.alloc(32, byte));

describe("a search token", () => {
	it("is half of an HMAC over its field and value", () => {
		const mac = createHmac("sha256", Buffer.alloc(32, 1))
			.update("audit-trail/1/token\0action\0user.login")
			.digest();
		expect(Buffer.from(tokenText(token(key(1), "action", "user.login")), "base64url")).toEqual(
			mac.subarray(0, 16),
		);
	});
	it("depends on key, field and value, and a type cannot be moved into an id", () => {
		const tokens = [
			token(key(1), "actor", namedValue({ type: "user", id: "ab" })),
			token(key(2), "actor", namedValue({ type: "user", id: "ab" })),
			token(key(1), "subject", namedValue({ type: "user", id: "ab" })),
			token(key(1), "actor", namedValue({ type: "usera", id: "b" })),
		];
		expect(new Set(tokens).size).toBe(4);
	});
	it("stays right when more values are seen than are remembered", () => {
		const shared = key(3);
		const first = token(shared, "ip", "v0");
		for (let i = 0; i < 9000; i++) token(shared, "ip", `v${i}`);
		expect(token(shared, "ip", "v0")).toBe(first);
	});
	it("is absent where its key is gone", () => {
		const fields: string[] = [];
		const person = { type: "user", id: "u" };
		eventTokens(
			{
				actor: person,
				actorKey: undefined,
				resource: person,
				resourceKey: undefined,
				action: "a",
				ip: "::1",
				outcome: "success",
				subject: person,
				subjectKey: undefined,
			},
			{ token: key(1), address: undefined },
			(field) => fields.push(field),
		);
		expect(fields).toEqual(["action", "outcome"]);
	});
});

describe("the digest of a segment's tokens", () => {
	it("is the salted hash of position, field and token in order", () => {
		const digest = new TokensDigest(2);
		digest.salt.fill(7);
		digest.add(0, "action", "A".repeat(16));
		digest.add(258, "subject", "B".repeat(16));
		const entries = Buffer.concat([
			Buffer.from("audit-trail/1/tokens\0"),
			Buffer.alloc(32, 7),
			Buffer.from([0, 0, 2]),
			Buffer.from("A".repeat(16)),
			Buffer.from([1, 2, 5]),
			Buffer.from("B".repeat(16)),
		]);
		expect(Buffer.from(digest.end())).toEqual(createHash("sha256").update(entries).digest());
	});
});
