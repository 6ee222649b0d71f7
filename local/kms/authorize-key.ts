import type { Caller } from "../service.ts";
import { keySpecs } from "./key-spec.ts";
import type { Found } from "./keys.ts";
import type { Vault } from "./operation.ts";

type Keys = Record<string, string | readonly string[]>;

export interface KeyQuestion {
	caller: Caller;
	/** IAM action, e.g. `kms:Decrypt`. */
	action: string;
	found: Found;
	encryptionContext?: Readonly<Record<string, string>>;
	/** Condition keys of this operation. */
	more?: Readonly<Keys>;
	/** The service that asks on the caller's behalf, e.g. `sqs.us-east-1.amazonaws.com`. */
	via?: string;
	/** A policy to ask instead of the key's own. */
	policy?: unknown;
}

/** Asks the key's policy and the caller's, with every condition key that KMS gives. */
export function authorizeKey(vault: Vault, question: KeyQuestion): void {
	const { caller, found, via } = question;
	const { key, alias } = found;
	const context: Keys = {
		"kms:KeySpec": key.spec,
		"kms:KeyUsage": keySpecs[key.spec].usage,
		"kms:KeyOrigin": "AWS_KMS",
		"kms:MultiRegion": "false",
		"kms:ResourceAliases": vault.keys.aliases(key.id).map(({ name }) => name),
		...question.more,
	};
	if (caller.kind !== "service") context["kms:CallerAccount"] = vault.context.account;
	if (alias !== undefined) context["kms:RequestAlias"] = alias;
	if (via !== undefined) {
		context["kms:ViaService"] = via;
		if (caller.kind !== "service") context["aws:ViaAWSService"] = "true";
	}
	Object.assign(context, encryptionContextKeys(question.encryptionContext ?? {}));
	vault.context.authorize({
		caller,
		action: question.action,
		resource: key.arn,
		context,
		resourcePolicy: question.policy ?? key.policy,
	});
}

/** `kms:EncryptionContext:<name>` and `kms:EncryptionContextKeys`; names that differ only in case share one key. */
function encryptionContextKeys(pairs: Readonly<Record<string, string>>): Record<string, readonly string[]> {
	const names = Object.keys(pairs);
	if (names.length === 0) return {};
	const keys: Record<string, string[]> = { "kms:EncryptionContextKeys": names };
	for (const name of names) {
		const key = `kms:EncryptionContext:${name.toLowerCase()}`;
		keys[key] = [...(keys[key] ?? []), pairs[name] ?? ""];
	}
	return keys;
}
