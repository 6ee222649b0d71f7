import { describe, expect, it } from "vitest";
import type { Credential } from "../../../src/access/credential.ts";
import { withKey, withRevocation } from "../../../src/access/key-register.ts";
import { tenantId } from "../../../src/ledger/identifiers.ts";

const key = (id: string, more: Partial<Credential> = {}): Credential => ({
	id,
	tenant: tenantId("acme"),
	role: "producer",
	name: "billing",
	createdAt: 100,
	createdBy: "admin",
	expiresAt: 200,
	...more,
});

describe("the keys of one name", () => {
	it("are at most two that work", () => {
		const two = withKey(withKey([], key("a")), key("b"));
		expect(() => withKey(two, key("c"))).toThrow(/revoke one of them first/);
	});
	it("leave room again once one is revoked or has expired", () => {
		const two = withKey(withKey([], key("a")), key("b"));
		expect(withKey(withRevocation(two, "a", 150), key("c", { createdAt: 160 }))).toHaveLength(3);
		expect(withKey(two, key("c", { createdAt: 200, expiresAt: 300 }))).toHaveLength(3);
	});
	it("keep the role of the first", () => {
		expect(() => withKey([key("a")], key("b", { role: "auditor" }))).toThrow(/keeps its role/);
	});
	it("are revoked once: the first time counts", () => {
		const revoked = withRevocation(withRevocation([key("a")], "a", 150), "a", 160);
		expect(revoked[0]?.revokedAt).toBe(150);
	});
	it("forget the oldest past ones, never one that works", () => {
		let keys = withKey([], key("first", { expiresAt: 1e6 }));
		for (let at = 0; at < 200; at++)
			keys = withKey(keys, key(`k${at}`, { createdAt: 1000 + at, expiresAt: 1001 + at }));
		expect(keys.length).toBeLessThanOrEqual(50);
		expect(keys.map(({ id }) => id)).toContain("first");
	});
});
