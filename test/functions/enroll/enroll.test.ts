import { createSecretKey, randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { identify } from "../../../functions/authorize/identify.ts";
import { enroll } from "../../../functions/enroll/enroll.ts";
import { tenantId } from "../../../src/ledger/identifiers.ts";
import { apiKeys } from "../../../stores/api-keys.ts";
import { credentialStore } from "../../../stores/credentials.ts";
import { keyRegister } from "../../../stores/key-register.ts";
import { tenantStore } from "../../../stores/tenants.ts";
import { openTables } from "../../stores/tables.ts";
import { codeOf } from "../edge/request-event.ts";

const pepper = async () => createSecretKey(Buffer.alloc(32, 1));
let tables: Awaited<ReturnType<typeof openTables>>;
let now: number;
beforeAll(async () => {
	tables = await openTables("Credentials", "Tenants");
});
afterAll(() => tables.close());
beforeEach(() => {
	now = Date.UTC(2026, 0, 1);
});

function ports(makeKeys: () => Promise<void> = async () => {}) {
	const { dynamodb } = tables;
	const clock = () => now;
	const credentials = credentialStore(dynamodb, "Credentials");
	const register = keyRegister(dynamodb, "Tenants");
	const keys = apiKeys({ credentials, register, pepper, random: randomBytes, now: clock });
	return { tenants: tenantStore(dynamodb, "Tenants"), keys, credentials, makeKeys, now: clock };
}

describe("enrolment", () => {
	it("gives a new tenant its first administrator, whose key works", async () => {
		const made = await enroll({ tenant: "first" }, ports());
		const { credentials } = ports();
		const caller = await identify(`Bearer ${made.key}`, { credentials, pepper, now: () => now });
		expect(caller).toEqual({ tenant: "first", role: "administrator", credential: made.credential.id });
	});
	it("is refused for a tenant that exists, and changes nothing there", async () => {
		await enroll({ tenant: "twice" }, ports());
		now += 10 * 86_400_000;
		await expect(enroll({ tenant: "twice" }, ports())).rejects.toThrow(/the tenant twice exists/);
		expect(await ports().keys.list(tenantId("twice"))).toHaveLength(1);
	});
	it("can be repeated where a call died on the way, and revokes what that call left", async () => {
		const dying = ports();
		const died = {
			...dying,
			tenants: { ...dying.tenants, activate: () => Promise.reject(new Error("died")) },
		};
		await expect(enroll({ tenant: "cut" }, died)).rejects.toThrow("died");
		await expect(enroll({ tenant: "cut" }, ports())).rejects.toThrow(/two minutes/);
		now += 121_000;
		const made = await enroll({ tenant: "cut" }, ports());
		const active = (await ports().keys.list(tenantId("cut"))).filter((key) => key.revokedAt === undefined);
		expect(active.map(({ id }) => id)).toEqual([made.credential.id]);
	});
	it("by several at once succeeds for exactly one, and his key works", async () => {
		const all = await Promise.allSettled(
			Array.from({ length: 5 }, () => enroll({ tenant: "race" }, ports())),
		);
		const won = all.filter((one) => one.status === "fulfilled");
		expect(won).toHaveLength(1);
		const { credentials } = ports();
		const caller = await identify(`Bearer ${won[0]?.value.key}`, { credentials, pepper, now: () => now });
		expect(caller?.role).toBe("administrator");
	});
	it.each([undefined, null, {}, { tenant: 7 }, { tenant: "" }, { tenant: "A" }, { tenant: "a#b" }])(
		"refuses %j",
		async (request) => {
			expect(await codeOf(() => enroll(request, ports()))).toBe("request-invalid");
		},
	);
	it("keeps the deployment's own tenant to itself", async () => {
		expect(await codeOf(() => enroll({ tenant: "system" }, ports()))).toBe("request-invalid");
	});
});
