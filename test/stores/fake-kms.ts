import { randomBytes } from "node:crypto";
import type { KMSClient } from "@aws-sdk/client-kms";

/** Wraps by remembering; refuses another context or, while disabled, everything. */
export function fakeKms() {
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
			// Copies: whoever got one may wipe it.
			return { CiphertextBlob: blob, Plaintext: Uint8Array.from(plaintext) };
		}
		const found = wrapped.get(Buffer.from(input["CiphertextBlob"] as Uint8Array).toString("hex"));
		if (found?.context !== context) throw new Error("InvalidCiphertextException");
		return { Plaintext: Uint8Array.from(found.plaintext) };
	};
	// Stores send two commands; this answers both.
	return { kms: { send } as unknown as KMSClient, state };
}
