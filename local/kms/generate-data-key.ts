import { randomBytes } from "node:crypto";
import { authorizeKey } from "./authorize-key.ts";
import { sealUnder } from "./encrypt.ts";
import { encryptionContext, endUse } from "./input.ts";
import type { Call, Operation, Vault } from "./operation.ts";
import { refuse } from "./refuse.ts";
import { proveUsable } from "./usable-key.ts";

export const generateDataKey: Operation = async (vault, call) => {
	const { plaintext, ...reply } = await draw(vault, call, "kms:GenerateDataKey");
	return { ...reply, Plaintext: plaintext.toString("base64") };
};

export const generateDataKeyWithoutPlaintext: Operation = async (vault, call) => {
	const { plaintext: _forgotten, ...reply } = await draw(vault, call, "kms:GenerateDataKeyWithoutPlaintext");
	return reply;
};

async function draw(vault: Vault, { operation, input, caller }: Call, action: string) {
	const keyId = input.text("KeyId");
	const context = encryptionContext(input);
	const spec = input.oneOf("KeySpec", ["AES_256", "AES_128"]);
	const bytes = input.whole("NumberOfBytes", 1, 1024);
	if ((spec === undefined) === (bytes === undefined))
		throw refuse.validation(`${operation} takes one of KeySpec and NumberOfBytes`);
	endUse(input);
	const found = vault.keys.find(keyId);
	authorizeKey(vault, { caller, action, found, encryptionContext: context });
	proveUsable(vault, found.key, operation, "ENCRYPT_DECRYPT");
	const plaintext = randomBytes(bytes ?? (spec === "AES_256" ? 32 : 16));
	const sealed = await sealUnder(vault, found.key, plaintext, context);
	return { plaintext, CiphertextBlob: sealed.toString("base64"), KeyId: found.key.arn };
}

export const generateRandom: Operation = async (vault, { input, caller }) => {
	const bytes = input.whole("NumberOfBytes", 1, 1024);
	if (bytes === undefined) throw refuse.validation("GenerateRandom needs NumberOfBytes");
	input.end();
	vault.context.authorize({ caller, action: "kms:GenerateRandom", resource: "*" });
	return { Plaintext: randomBytes(bytes).toString("base64") };
};
