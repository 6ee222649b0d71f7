import { describe, expect, it } from "vitest";
import { isRole, may, permissions, type Role, roles } from "../../../src/access/roles.ts";

/** Role × permission, written a second time: a change of the table must be meant twice. */
const expected: Record<Role, string> = {
	producer: "events:write ledger:progress",
	analyst: "events:read ledger:progress incidents:read incidents:values incidents:write reports:read",
	auditor:
		"events:read ledger:progress ledger:verify incidents:read incidents:values reports:read reports:request settings:read",
	"privacy-officer": "events:read incidents:read incidents:values reports:read reports:request",
	operator: "ledger:progress ledger:verify incidents:read settings:read settings:write",
	administrator: "keys:administer",
};
const every = Object.keys(roles).filter(isRole);
/** Permissions that show what happened to whom. */
const data = ["events:read", "incidents:values"] as const;

describe("the permission table", () => {
	it.each(every)("lets %s do what was decided and nothing else", (role) => {
		const allowed = permissions.filter((permission) => may(role, permission));
		expect(allowed.toSorted()).toEqual(expected[role].split(" ").toSorted());
	});
	it("knows the six roles", () => {
		expect(every.toSorted()).toEqual(Object.keys(expected).toSorted());
		expect(isRole("root")).toBe(false);
		expect(isRole("toString")).toBe(false);
	});
	it("has no permission to edit or remove events, so no role can", () => {
		expect(permissions.filter((permission) => permission.startsWith("events:"))).toEqual([
			"events:write",
			"events:read",
		]);
	});
	it("lets no role both administer keys and read data", () => {
		const both = every.filter((role) => may(role, "keys:administer") && data.some((read) => may(role, read)));
		expect(both).toEqual([]);
	});
	it("lets no role both send events and read them", () => {
		expect(every.filter((role) => may(role, "events:write") && may(role, "events:read"))).toEqual([]);
	});
	it("gives every permission to somebody", () => {
		expect(permissions.filter((permission) => !every.some((role) => may(role, permission)))).toEqual([]);
	});
});
