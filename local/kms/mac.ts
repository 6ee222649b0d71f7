import { createHmac, timingSafeEqual } from "node:crypto";
import { authorizeKey } from "./authorize-key.ts";
import { blob, endUse } from "./input.ts";
import { keySpecs } from "./key-spec.ts";
import type { Call, Operation, Vault } from "./operation.ts";
import { refuse } from "./refuse.ts";
import { proveUsable } from "./usable-key.ts";

const longestMessage = 4096;
const longestMac = 6144;

export const generateMac: Operation = async (vault, call) => {
	const { arn, mac, algorithm } = compute(vault, call, "kms:GenerateMac");
	return { KeyId: arn, Mac: mac.toString("base64"), MacAlgorithm: algorithm };
};

export const verifyMac: Operation = async (vault, call) => {
	const given = blob(call.input, "Mac", longestMac);
	const { arn, mac, algorithm } = compute(vault, call, "kms:VerifyMac");
	if (given.length !== mac.length || !timingSafeEqual(given, mac))
		throw refuse.invalidMac("The MAC is not valid");
	return { KeyId: arn, MacValid: true, MacAlgorithm: algorithm };
};

function compute(
	vault: Vault,
	{ operation, input, caller }: Call,
	action: "kms:GenerateMac" | "kms:VerifyMac",
): { arn: string; mac: Buffer; algorithm: string } {
	const keyId = input.text("KeyId");
	const message = blob(input, "Message", longestMessage);
	const algorithm = input.text("MacAlgorithm");
	endUse(input);
	const found = vault.keys.find(keyId);
	const { key } = found;
	authorizeKey(vault, { caller, action, found, more: { "kms:MacAlgorithm": algorithm } });
	proveUsable(vault, key, operation, "GENERATE_VERIFY_MAC");
	const [known] = keySpecs[key.spec].algorithms;
	if (algorithm !== known)
		throw refuse.invalidKeyUsage(`${key.arn} works with ${known}, not with ${algorithm}`);
	const material = vault.keys.materials.key(key.id, 0);
	if (!material) throw refuse.notFound(`Key '${key.arn}' does not exist`);
	const digest = algorithm.replace("HMAC_SHA_", "sha");
	return { arn: key.arn, mac: createHmac(digest, material).update(message).digest(), algorithm };
}
