import { createSecretKey, randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { identify } from "../../functions/authorize/identify.ts";
import { formatApiKey, newApiKey } from "../../src/access/api-key.ts";
import { tenantId } from "../../src/ledger/identifiers.ts";
import { type ApiKeys, apiKeys } from "../../stores/api-keys.ts";
import { type CredentialStore, credentialStore } from "../../stores/credentials.ts";
import { keyRegister } from "../../stores/key-register.ts";
import { openTables } from "./tables.ts";

const pepper = async () => createSecretKey(Buffer.alloc(32, 1));
const DAY = 86_400_000;
let tables: Awaited<ReturnType<typeof openTables>>;
let credentials: CredentialStore;
let keys: ApiKeys;
let now: number;
let tenants = 0;
let acme = tenantId("acme");

beforeAll(async () => {
	tables = await openTables("Credentials", "Tenants");
	credentials = credentialStore(tables.dynamodb, "Credentials");
});
afterAll(() => tables.close());
beforeEach(() => {
	now = Date.UTC(2026, 0, 1);
	acme = tenantId(`acme-${++tenants}`);
	const register = keyRegister(tables.dynamodb, "Tenants");
	keys = apiKeys({ credentials, register, pepper, random: randomBytes, now: () => now });
});

const request = () => ({
	tenant: acme,
	role: "producer" as const,
	name: "billing",
	days: 90,
	createdBy: "admin",
});
const who = (header: string) => identify(header, { credentials, pepper, now: () => now });

describe("API keys", () => {
	it("identify tenant, role and credential, and nothing but the whole key does", async () => {
		const { key, credential } = await keys.issue(request());
		expect(await who(`Bearer ${key}`)).toEqual({ tenant: acme, role: "producer", credential: credential.id });
		const last = key.at(-5) === "A" ? "B" : "A";
		expect(await who(`Bearer ${key.slice(0, -5)}${last}${key.slice(-4)}`)).toBeUndefined();
		expect(await who(`Bearer ${key.replace(credential.id, "a".repeat(16))}`)).toBeUndefined();
	});
	it("that nobody made are unknown, also before the first tenant has a pepper", async () => {
		const none = async () => {
			throw new Error("no tenant was enrolled yet");
		};
		const key = formatApiKey(newApiKey(randomBytes));
		const ports = { credentials, pepper: none, now: () => now };
		expect(await identify(`Bearer ${key}`, ports)).toBeUndefined();
	});
	it("stop working when they expire and when they are revoked", async () => {
		const { key } = await keys.issue(request());
		now += 90 * DAY - 1;
		expect(await who(`Bearer ${key}`)).toBeDefined();
		now += 1;
		expect(await who(`Bearer ${key}`)).toBeUndefined();
		const second = await keys.issue(request());
		await keys.revoke(acme, second.credential.id);
		expect(await who(`Bearer ${second.key}`)).toBeUndefined();
	});
	it("are listed without what proves them, revoked ones too", async () => {
		const { key, credential } = await keys.issue(request());
		await keys.revoke(acme, credential.id);
		const listed = await keys.list(acme);
		expect(listed).toEqual([{ ...credential, revokedAt: now }]);
		expect(JSON.stringify(listed)).not.toContain(key.slice(-43));
	});
	it("rotate: two of one name work together, a third is refused until one is revoked", async () => {
		const first = await keys.issue(request());
		const second = await keys.issue(request());
		expect(await who(`Bearer ${first.key}`)).toBeDefined();
		expect(await who(`Bearer ${second.key}`)).toBeDefined();
		await expect(keys.issue(request())).rejects.toMatchObject({ code: "state-conflict" });
		await keys.revoke(acme, first.credential.id);
		expect(await who(`Bearer ${(await keys.issue(request())).key}`)).toBeDefined();
	});
	it("of another tenant cannot be revoked and are not listed", async () => {
		const { credential, key } = await keys.issue(request());
		const other = tenantId("other");
		await expect(keys.revoke(other, credential.id)).rejects.toMatchObject({ code: "not-found" });
		expect(await keys.list(other)).toEqual([]);
		expect(await who(`Bearer ${key}`)).toBeDefined();
	});
	it("made by two administrators at once stay within two", async () => {
		const made = await Promise.allSettled(Array.from({ length: 6 }, () => keys.issue(request())));
		const won = made.filter((one) => one.status === "fulfilled").length;
		expect(won).toBeGreaterThanOrEqual(1);
		expect(won).toBeLessThanOrEqual(2);
		expect(await keys.list(acme)).toHaveLength(won);
	});
});
