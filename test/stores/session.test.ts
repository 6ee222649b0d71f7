import type { STSClient } from "@aws-sdk/client-sts";
import { describe, expect, it } from "vitest";
import { type TenantId, tenantId } from "../../src/ledger/identifiers.ts";
import { tenantSessions } from "../../stores/session.ts";

function open() {
	const asked: { tags: unknown; name: unknown }[] = [];
	const state = { now: 0, fail: false };
	const send = async ({ input }: { input: Record<string, unknown> }) => {
		asked.push({ tags: input["Tags"], name: input["RoleSessionName"] });
		if (state.fail) throw Object.assign(new Error("no"), { name: "AccessDenied" });
		return { Credentials: { AccessKeyId: `id-${asked.length}`, SecretAccessKey: "s", SessionToken: "t" } };
	};
	// The store sends one command.
	const sessions = tenantSessions({ send } as unknown as STSClient, "arn:role", () => state.now);
	return { sessions, asked, state };
}
const keyOf = async (
	session: Promise<{ dynamodb: { config: { credentials(): Promise<{ accessKeyId: string }> } } }>,
) => (await (await session).dynamodb.config.credentials()).accessKeyId;
const acme = tenantId("acme");

describe("a tenant's session", () => {
	it("carries its tenant as a tag, and nobody else's", async () => {
		const { sessions, asked } = open();
		await sessions(acme);
		await sessions(tenantId("other"));
		expect(asked).toEqual([
			{ tags: [{ Key: "tenant", Value: "acme" }], name: "tenant-acme" },
			{ tags: [{ Key: "tenant", Value: "other" }], name: "tenant-other" },
		]);
	});
	it("is asked for once, also by many at once, until shortly before it ends", async () => {
		const { sessions, asked, state } = open();
		await Promise.all(Array.from({ length: 20 }, () => sessions(acme)));
		state.now = 779_000;
		await sessions(acme);
		expect(asked).toHaveLength(1);
		state.now = 780_000;
		expect(await keyOf(sessions(acme))).toBe("id-2");
	});
	it("that was refused is asked for again", async () => {
		const { sessions, state } = open();
		state.fail = true;
		await expect(sessions(acme)).rejects.toMatchObject({ code: "store-unavailable" });
		state.fail = false;
		expect(await keyOf(sessions(acme))).toBe("id-2");
	});
	it("of a tenant that was not seen for long gives way", async () => {
		const { sessions, asked } = open();
		const tenants: TenantId[] = Array.from({ length: 65 }, (_, index) => tenantId(`t-${index}`));
		for (const tenant of tenants) await sessions(tenant);
		await sessions(tenantId("t-64"));
		expect(asked).toHaveLength(65);
		await sessions(tenantId("t-0"));
		expect(asked).toHaveLength(66);
	});
});
