import { compilePolicy } from "../iam/policy.ts";
import { provePrincipals } from "../iam/policy-document.ts";
import { AwsError, type Caller } from "../service.ts";
import { authorizeKey } from "./authorize-key.ts";
import type { KeyRecord } from "./key-record.ts";
import type { Operation, Vault } from "./operation.ts";
import { refuse } from "./refuse.ts";

const longestPolicy = 32_768;

/** What a key gets that is made without a policy: the account's own policies decide. */
export const defaultPolicy = (account: string): unknown => ({
	Version: "2012-10-17",
	Id: "key-default-1",
	Statement: [
		{
			Sid: "Enable IAM User Permissions",
			Effect: "Allow",
			Principal: { AWS: `arn:aws:iam::${account}:root` },
			Action: "kms:*",
			Resource: "*",
		},
	],
});

/** Proves a key policy, and unless told otherwise that its writer could write it again; gives the document. */
export function readKeyPolicy(
	vault: Vault,
	written: { policy: unknown; key: KeyRecord; caller: Caller; bypassLockoutCheck: boolean },
): unknown {
	const { policy, key, caller } = written;
	if (JSON.stringify(policy).length > longestPolicy)
		throw refuse.limit(`a key policy takes ${longestPolicy} characters`);
	const document: unknown = typeof policy === "string" ? parse(policy) : policy;
	const exists = (arn: string) => vault.identities.roles.values().some((role) => role.arn === arn);
	try {
		provePrincipals(compilePolicy(document, "resource"), vault.context.account, exists, "the key policy");
	} catch (error) {
		throw error instanceof AwsError ? refuse.malformedPolicy(error.message) : error;
	}
	if (written.bypassLockoutCheck) return document;
	try {
		authorizeKey(vault, {
			caller,
			action: "kms:PutKeyPolicy",
			found: { key, alias: undefined },
			policy: document,
		});
	} catch {
		throw refuse.malformedPolicy(
			"The new key policy will not allow you to update the key policy in the future.",
		);
	}
	return document;
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		throw refuse.malformedPolicy("the key policy is not JSON");
	}
}

export const getKeyPolicy: Operation = async (vault, { input, caller }) => {
	const keyId = input.text("KeyId");
	input.oneOf("PolicyName", ["default"]);
	input.end();
	const found = vault.keys.find(keyId);
	authorizeKey(vault, { caller, action: "kms:GetKeyPolicy", found });
	return { Policy: JSON.stringify(found.key.policy, null, 2), PolicyName: "default" };
};

export const putKeyPolicy: Operation = async (vault, { input, caller }) => {
	const keyId = input.text("KeyId");
	const policy = input.text("Policy");
	const bypassLockoutCheck = input.flag("BypassPolicyLockoutSafetyCheck") ?? false;
	input.oneOf("PolicyName", ["default"]);
	input.end();
	const found = vault.keys.find(keyId);
	const { key } = found;
	const more = { "kms:BypassPolicyLockoutSafetyCheck": String(bypassLockoutCheck) };
	authorizeKey(vault, { caller, action: "kms:PutKeyPolicy", found, more });
	if (key.deletionAt !== undefined) throw refuse.invalidState(`${key.arn} is pending deletion.`);
	const document = readKeyPolicy(vault, { policy, key, caller, bypassLockoutCheck });
	await vault.keys.commit([vault.keys.put({ ...key, policy: document })]);
	return {};
};
