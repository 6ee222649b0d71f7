import { type KeyObject, sign as signBytes, verify as verifyBytes } from "node:crypto";
import { authorizeKey } from "./authorize-key.ts";
import { blob, endUse } from "./input.ts";
import type { KeyRecord } from "./key-record.ts";
import { keySpecs } from "./key-spec.ts";
import type { Call, Operation, Vault } from "./operation.ts";
import { refuse } from "./refuse.ts";
import { proveUsable } from "./usable-key.ts";

const longestMessage = 4096;
const longestSignature = 6144;

/** Ed25519 hashes by itself (its name in Node is no digest); ECDSA over P-256 takes SHA-256, and DER for signatures. */
const digestOf = (key: KeyRecord): "sha256" | null => (key.spec === "ECC_NIST_P256" ? "sha256" : null);

export const sign: Operation = async (vault, call) => {
	const { key, message, algorithm } = prepare(vault, call, "kms:Sign");
	const signature = signBytes(digestOf(key), message, material(vault, key));
	return { KeyId: key.arn, Signature: signature.toString("base64"), SigningAlgorithm: algorithm };
};

export const verify: Operation = async (vault, call) => {
	const signature = blob(call.input, "Signature", longestSignature);
	const { key, message, algorithm } = prepare(vault, call, "kms:Verify");
	if (!verifyBytes(digestOf(key), message, material(vault, key), signature))
		throw refuse.invalidSignature("The signature is not valid");
	return { KeyId: key.arn, SignatureValid: true, SigningAlgorithm: algorithm };
};

function prepare(
	vault: Vault,
	{ operation, input, caller }: Call,
	action: "kms:Sign" | "kms:Verify",
): { key: KeyRecord; message: Buffer; algorithm: string } {
	const keyId = input.text("KeyId");
	const message = blob(input, "Message", longestMessage);
	const algorithm = input.text("SigningAlgorithm");
	// A digest would have to be signed without hashing it again, which Node's crypto does not offer.
	const messageType = input.oneOf("MessageType", ["RAW"]) ?? "RAW";
	endUse(input);
	const found = vault.keys.find(keyId);
	const more = { "kms:SigningAlgorithm": algorithm, "kms:MessageType": messageType };
	authorizeKey(vault, { caller, action, found, more });
	proveUsable(vault, found.key, operation, "SIGN_VERIFY");
	const [known] = keySpecs[found.key.spec].algorithms;
	if (algorithm !== known)
		throw refuse.invalidKeyUsage(`${found.key.arn} signs with ${known}, not with ${algorithm}`);
	return { key: found.key, message, algorithm };
}

function material(vault: Vault, key: KeyRecord): KeyObject {
	const found = vault.keys.materials.key(key.id, 0);
	if (!found) throw refuse.notFound(`Key '${key.arn}' does not exist`);
	return found;
}

export const getPublicKey: Operation = async (vault, { operation, input, caller }) => {
	const keyId = input.text("KeyId");
	endUse(input);
	const found = vault.keys.find(keyId);
	const { key } = found;
	authorizeKey(vault, { caller, action: "kms:GetPublicKey", found });
	proveUsable(vault, key, operation);
	const { usage, algorithms } = keySpecs[key.spec];
	if (usage !== "SIGN_VERIFY") throw refuse.unsupported(`${key.arn} has no public key`);
	const publicKey = vault.keys.materials.publicKey(key.id);
	return {
		KeyId: key.arn,
		PublicKey: publicKey?.export({ type: "spki", format: "der" }).toString("base64"),
		CustomerMasterKeySpec: key.spec,
		KeySpec: key.spec,
		KeyUsage: usage,
		SigningAlgorithms: algorithms,
	};
};
