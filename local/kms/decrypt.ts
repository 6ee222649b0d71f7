import type { Caller } from "../service.ts";
import { authorizeKey } from "./authorize-key.ts";
import { longestCiphertext, open, readHead } from "./ciphertext.ts";
import { symmetric } from "./encrypt.ts";
import { blob, encryptionContext, endUse } from "./input.ts";
import type { Found } from "./keys.ts";
import type { Operation, Vault } from "./operation.ts";
import { refuse } from "./refuse.ts";
import { proveUsable } from "./usable-key.ts";

export const decrypt: Operation = async (vault, { operation, input, caller }) => {
	const ciphertext = blob(input, "CiphertextBlob", longestCiphertext);
	const context = encryptionContext(input);
	const keyId = input.maybeText("KeyId");
	input.oneOf("EncryptionAlgorithm", [symmetric]);
	endUse(input);
	const { found, plaintext } = openAuthorized(vault, {
		caller,
		action: "kms:Decrypt",
		operation,
		ciphertext,
		context,
		keyId,
	});
	return {
		KeyId: found.key.arn,
		Plaintext: plaintext.toString("base64"),
		EncryptionAlgorithm: symmetric,
	};
};

/** Finds the key that a ciphertext names, asks whether the caller may, and opens it. */
export function openAuthorized(
	vault: Vault,
	call: {
		caller: Caller;
		action: "kms:Decrypt" | "kms:ReEncryptFrom";
		operation: string;
		ciphertext: Buffer;
		context: Readonly<Record<string, string>>;
		/** The key that the caller expects, where it says so. */
		keyId: string | undefined;
		more?: Readonly<Record<string, string>>;
	},
): { found: Found; plaintext: Buffer } {
	const expected = call.keyId === undefined ? undefined : vault.keys.find(call.keyId);
	const head = readHead(call.ciphertext);
	const named = head && vault.keys.byId(head.keyId);
	if (!head || (!named && !expected)) throw refuse.invalidCiphertext("The ciphertext is not one of KMS");
	const found = expected ?? (named && { key: named, alias: undefined });
	if (!found) throw refuse.invalidCiphertext("The ciphertext is not one of KMS");
	authorizeKey(vault, {
		caller: call.caller,
		action: call.action,
		found,
		encryptionContext: call.context,
		more: { "kms:EncryptionAlgorithm": symmetric, ...call.more },
	});
	proveUsable(vault, found.key, call.operation, "ENCRYPT_DECRYPT");
	if (found.key.id !== head.keyId)
		throw refuse.incorrectKey(
			"The key ID in the request does not identify a CMK that can perform this operation.",
		);
	const material = vault.keys.materials.key(head.keyId, head.version);
	const plaintext = material && open(call.ciphertext, material, call.context);
	if (!plaintext)
		throw refuse.invalidCiphertext("The ciphertext does not open with this key and encryption context");
	return { found, plaintext };
}
