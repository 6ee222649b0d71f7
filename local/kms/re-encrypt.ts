import { authorizeKey } from "./authorize-key.ts";
import { longestCiphertext, readHead } from "./ciphertext.ts";
import { openAuthorized } from "./decrypt.ts";
import { sealUnder, symmetric } from "./encrypt.ts";
import { blob, encryptionContext, endUse } from "./input.ts";
import type { Operation } from "./operation.ts";
import { proveUsable } from "./usable-key.ts";

export const reEncrypt: Operation = async (vault, { operation, input, caller }) => {
	const ciphertext = blob(input, "CiphertextBlob", longestCiphertext);
	const from = encryptionContext(input, "SourceEncryptionContext");
	const to = encryptionContext(input, "DestinationEncryptionContext");
	const sourceKeyId = input.maybeText("SourceKeyId");
	const destination = vault.keys.find(input.text("DestinationKeyId"));
	input.oneOf("SourceEncryptionAlgorithm", [symmetric]);
	input.oneOf("DestinationEncryptionAlgorithm", [symmetric]);
	endUse(input);
	const same = readHead(ciphertext)?.keyId === destination.key.id;
	const more = { "kms:ReEncryptOnSameKey": String(same), "kms:EncryptionAlgorithm": symmetric };
	const { found, plaintext } = openAuthorized(vault, {
		caller,
		action: "kms:ReEncryptFrom",
		operation,
		ciphertext,
		context: from,
		keyId: sourceKeyId,
		more,
	});
	authorizeKey(vault, { caller, action: "kms:ReEncryptTo", found: destination, encryptionContext: to, more });
	proveUsable(vault, destination.key, operation, "ENCRYPT_DECRYPT");
	const sealed = await sealUnder(vault, destination.key, plaintext, to);
	return {
		CiphertextBlob: sealed.toString("base64"),
		SourceKeyId: found.key.arn,
		KeyId: destination.key.arn,
		SourceEncryptionAlgorithm: symmetric,
		DestinationEncryptionAlgorithm: symmetric,
	};
};
