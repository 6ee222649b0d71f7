import { randomBytes } from "node:crypto";
import type { KMSClient } from "@aws-sdk/client-kms";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CredentialStore, credentialStore } from "../../stores/credentials.ts";
import { pepper } from "../../stores/pepper.ts";
import { openTables } from "./tables.ts";

/** Wraps by remembering; refuses another context or, while disabled, everything. */
function fakeKms() {
	const wrapped = new Map<string, { plaintext: Uint8Array; context: string }>();
	const state = { disabled: false, calls: 0 };
	const send = async ({ input }: { input: Record<string, unknown> }) => {
		state.calls++;
		if (state.disabled) throw Object.assign(new Error("disabled"), { name: "DisabledException" });
		const context = JSON.stringify(input["EncryptionContext"]);
		if (!("CiphertextBlob" in input)) {
			const blob = randomBytes(24);
			const plaintext = randomBytes(32);
			wrapped.set(blob.toString("hex"), { plaintext, context });
			return { CiphertextBlob: blob, Plaintext: plaintext };
		}
		const found = wrapped.get(Buffer.from(input["CiphertextBlob"] as Uint8Array).toString("hex"));
		if (found?.context !== context) throw new Error("InvalidCiphertextException");
		return { Plaintext: found.plaintext };
	};
	// The store sends two commands; this answers both.
	return { kms: { send } as unknown as KMSClient, state };
}

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
