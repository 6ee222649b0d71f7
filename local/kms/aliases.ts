import type { Caller } from "../service.ts";
import { authorizeKey } from "./authorize-key.ts";
import { seconds } from "./key-metadata.ts";
import { keySpecs } from "./key-spec.ts";
import type { Found } from "./keys.ts";
import type { Operation, Vault } from "./operation.ts";
import { readPage } from "./page.ts";
import { refuse } from "./refuse.ts";

/** A name that an alias may have; those of AWS's own keys are taken. */
export function provenAlias(name: string): string {
	if (!/^alias\/[a-zA-Z0-9/_-]{1,250}$/.test(name) || name.startsWith("alias/aws/"))
		throw refuse.invalidAliasName(
			`${name} is not an alias: alias/ and letters, digits, / _ -, not alias/aws/`,
		);
	return name;
}

/** An alias's change needs a permission on the alias and one on each key that it leaves or joins. */
function authorizeAlias(
	vault: Vault,
	caller: Caller,
	action: string,
	name: string,
	keys: readonly Found[],
): void {
	vault.context.authorize({ caller, action, resource: vault.keys.aliasArn(name) });
	for (const found of keys) authorizeKey(vault, { caller, action, found });
}

const target = (vault: Vault, identifier: string): Found => {
	if (identifier.includes("alias/")) throw refuse.validation("Aliases must refer to keys. Not aliases");
	return vault.keys.find(identifier);
};

export const createAlias: Operation = async (vault, { input, caller }) => {
	const name = provenAlias(input.text("AliasName"));
	const found = target(vault, input.text("TargetKeyId"));
	input.end();
	authorizeAlias(vault, caller, "kms:CreateAlias", name, [found]);
	if (found.key.deletionAt !== undefined) throw refuse.invalidState(`${found.key.arn} is pending deletion.`);
	if (vault.keys.alias(name))
		throw refuse.alreadyExists(`An alias with the name ${vault.keys.aliasArn(name)} already exists`);
	const now = vault.context.clock.now();
	await vault.keys.commit([
		vault.keys.putAlias({ name, keyId: found.key.id, createdAt: now, updatedAt: now }),
	]);
	return {};
};

export const updateAlias: Operation = async (vault, { input, caller }) => {
	const name = provenAlias(input.text("AliasName"));
	const found = target(vault, input.text("TargetKeyId"));
	input.end();
	const alias = vault.keys.alias(name);
	const before = alias && vault.keys.byId(alias.keyId);
	if (!alias || !before) throw refuse.notFound(`Alias ${vault.keys.aliasArn(name)} is not found.`);
	authorizeAlias(vault, caller, "kms:UpdateAlias", name, [{ key: before, alias: undefined }, found]);
	if (keySpecs[before.spec].usage !== keySpecs[found.key.spec].usage)
		throw refuse.validation("the alias can move only to a key of the same usage");
	const updatedAt = vault.context.clock.now();
	await vault.keys.commit([vault.keys.putAlias({ ...alias, keyId: found.key.id, updatedAt })]);
	return {};
};

export const deleteAlias: Operation = async (vault, { input, caller }) => {
	const name = provenAlias(input.text("AliasName"));
	input.end();
	const found = vault.keys.find(name);
	authorizeAlias(vault, caller, "kms:DeleteAlias", name, [{ key: found.key, alias: undefined }]);
	await vault.keys.commit([vault.keys.removeAlias(name)]);
	return {};
};

export const listAliases: Operation = async (vault, { input, caller }) => {
	const keyId = input.maybeText("KeyId");
	const page = readPage(input, 100, 50);
	input.end();
	vault.context.authorize({ caller, action: "kms:ListAliases", resource: "*" });
	const found = keyId === undefined ? undefined : vault.keys.find(keyId);
	const { items, ...more } = page(vault.keys.aliases(found?.key.id), (alias) => alias.name);
	const entries = items.map((alias) => ({
		AliasName: alias.name,
		AliasArn: vault.keys.aliasArn(alias.name),
		TargetKeyId: alias.keyId,
		CreationDate: seconds(alias.createdAt),
		LastUpdatedDate: seconds(alias.updatedAt),
	}));
	return { Aliases: entries, ...more };
};
