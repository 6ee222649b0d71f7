import { authorizeKey } from "./authorize-key.ts";
import { keyMetadata } from "./key-metadata.ts";
import { defaultPolicy, readKeyPolicy } from "./key-policy.ts";
import type { KeyRecord } from "./key-record.ts";
import { type KeySpec, keySpecNames, keySpecs, keyUsages } from "./key-spec.ts";
import type { Operation } from "./operation.ts";
import { readPage } from "./page.ts";
import { refuse } from "./refuse.ts";

export const createKey: Operation = async (vault, { input, caller }) => {
	const spec = input.oneOf("KeySpec", keySpecNames) ?? input.oneOf("CustomerMasterKeySpec", keySpecNames);
	input.oneOf("CustomerMasterKeySpec", keySpecNames);
	const chosen = provenSpec(spec, input.oneOf("KeyUsage", keyUsages));
	input.oneOf("Origin", ["AWS_KMS"]);
	if (input.flag("MultiRegion")) throw refuse.unsupported("multi-Region keys are not simulated");
	const description = input.maybeText("Description") ?? "";
	const policy = input.maybeText("Policy");
	const bypassLockoutCheck = input.flag("BypassPolicyLockoutSafetyCheck") ?? false;
	const tags: Record<string, string> = {};
	for (const tag of input.inners("Tags") ?? []) {
		tags[tag.text("TagKey")] = tag.text("TagValue");
		tag.end();
	}
	input.end();
	vault.context.authorize({
		caller,
		action: "kms:CreateKey",
		resource: "*",
		context: {
			"kms:CallerAccount": vault.context.account,
			"kms:KeySpec": chosen,
			"kms:KeyUsage": keySpecs[chosen].usage,
			"kms:KeyOrigin": "AWS_KMS",
			"kms:MultiRegion": "false",
			"kms:BypassPolicyLockoutSafetyCheck": String(bypassLockoutCheck),
		},
	});
	const draft: KeyRecord = {
		id: "new",
		arn: vault.keys.arn("new"),
		spec: chosen,
		description,
		policy: defaultPolicy(vault.context.account),
		enabled: true,
		createdAt: 0,
		tags,
		onDemandRotations: 0,
	};
	if (policy !== undefined)
		draft.policy = readKeyPolicy(vault, { policy, key: draft, caller, bypassLockoutCheck });
	const key = await vault.keys.create(draft);
	return { KeyMetadata: keyMetadata(key, vault.context.account) };
};

/** The spec, held against the usage that was asked for. */
export function provenSpec(spec: KeySpec | undefined, usage: string | undefined): KeySpec {
	const chosen = spec ?? "SYMMETRIC_DEFAULT";
	const known = keySpecs[chosen].usage;
	// A usage must be named for all but symmetric keys (CreateKey, "KeyUsage").
	if ((usage ?? "ENCRYPT_DECRYPT") !== known)
		throw refuse.validation(`KeyUsage of ${chosen} is ${known}, not ${usage ?? "absent"}`);
	return chosen;
}

export const describeKey: Operation = async (vault, { input, caller }) => {
	const keyId = input.text("KeyId");
	input.texts("GrantTokens");
	input.end();
	const found = vault.keys.find(keyId);
	authorizeKey(vault, { caller, action: "kms:DescribeKey", found });
	return { KeyMetadata: keyMetadata(found.key, vault.context.account) };
};

export const listKeys: Operation = async (vault, { input, caller }) => {
	const page = readPage(input, 1000, 100);
	input.end();
	vault.context.authorize({ caller, action: "kms:ListKeys", resource: "*" });
	const { items, ...more } = page(vault.keys.all(), (key) => key.id);
	return { Keys: items.map((key) => ({ KeyId: key.id, KeyArn: key.arn })), ...more };
};

export const listResourceTags: Operation = async (vault, { input, caller }) => {
	const keyId = input.text("KeyId");
	const page = readPage(input, 50, 50);
	input.end();
	const found = vault.keys.find(keyId);
	authorizeKey(vault, { caller, action: "kms:ListResourceTags", found });
	const { items, ...more } = page(Object.entries(found.key.tags).sort(), ([name]) => name);
	return { Tags: items.map(([TagKey, TagValue]) => ({ TagKey, TagValue })), ...more };
};
