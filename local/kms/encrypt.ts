import { authorizeKey } from "./authorize-key.ts";
import { seal } from "./ciphertext.ts";
import { blob, encryptionContext, endUse } from "./input.ts";
import type { KeyRecord } from "./key-record.ts";
import type { Operation, Vault } from "./operation.ts";
import { refuse } from "./refuse.ts";
import { proveUsable } from "./usable-key.ts";

const longestPlaintext = 4096;

export const symmetric = "SYMMETRIC_DEFAULT";

export const encrypt: Operation = async (vault, { operation, input, caller }) => {
	const keyId = input.text("KeyId");
	const plaintext = blob(input, "Plaintext", longestPlaintext);
	const context = encryptionContext(input);
	input.oneOf("EncryptionAlgorithm", [symmetric]);
	endUse(input);
	const found = vault.keys.find(keyId);
	const more = { "kms:EncryptionAlgorithm": symmetric };
	authorizeKey(vault, { caller, action: "kms:Encrypt", found, encryptionContext: context, more });
	proveUsable(vault, found.key, operation, "ENCRYPT_DECRYPT");
	const ciphertext = await sealUnder(vault, found.key, plaintext, context);
	return {
		CiphertextBlob: ciphertext.toString("base64"),
		KeyId: found.key.arn,
		EncryptionAlgorithm: symmetric,
	};
};

/** Seals under the key's newest version. */
export async function sealUnder(
	vault: Vault,
	key: KeyRecord,
	plaintext: Buffer,
	context: Readonly<Record<string, string>>,
): Promise<Buffer> {
	const version = await vault.keys.currentVersion(key);
	const material = vault.keys.materials.key(key.id, version);
	if (!material) throw refuse.notFound(`Key '${key.arn}' does not exist`);
	return seal(plaintext, { keyId: key.id, version }, material, context);
}
