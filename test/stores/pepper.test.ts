import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CredentialStore, credentialStore } from "../../stores/credentials.ts";
import { pepper } from "../../stores/pepper.ts";
import { fakeKms } from "./fake-kms.ts";
import { openTables } from "./tables.ts";

let tables: Awaited<ReturnType<typeof openTables>>;
let credentials: CredentialStore;
beforeAll(async () => {
	tables = await openTables("Credentials");
	credentials = credentialStore(tables.dynamodb, "Credentials");
});
afterAll(() => tables.close());

describe("the pepper", () => {
	it("is made once, whoever asks first, and opens to the same key everywhere", async () => {
		const { kms, state } = fakeKms();
		await expect(pepper(kms, "key", credentials).open()).rejects.toMatchObject({ code: "key-unavailable" });
		const [a, b] = await Promise.all([
			pepper(kms, "key", credentials).make(),
			pepper(kms, "key", credentials).make(),
		]);
		expect(a.equals(b)).toBe(true);
		const reader = pepper(kms, "key", credentials);
		expect((await reader.open()).equals(a)).toBe(true);
		const calls = state.calls;
		await reader.open();
		expect(state.calls).toBe(calls);
	});
	it("is out of reach while its key is disabled, and back once it is enabled", async () => {
		const { kms, state } = fakeKms();
		const wrapped = new Uint8Array(24);
		const kept = { wrappedPepper: async () => wrapped, keepPepper: async () => wrapped };
		state.disabled = true;
		const reader = pepper(kms, "key", kept);
		await expect(reader.open()).rejects.toMatchObject({ code: "key-unavailable" });
		state.disabled = false;
		await expect(reader.open()).rejects.toMatchObject({ code: "key-unavailable" });
		expect(state.calls).toBe(2);
	});
});
