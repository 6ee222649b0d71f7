import { readProperties } from "../cloudformation/properties.ts";
import type { ResourceProvider } from "../service.ts";
import { provenAlias } from "./aliases.ts";
import type { Vault } from "./operation.ts";
import { refuse } from "./refuse.ts";

const type = "AWS::KMS::Alias";

/** `AWS::KMS::Alias`. `Ref` is the alias's name; another name is another alias, the old one is removed. */
export function aliasResource(vault: Vault): ResourceProvider {
	const { keys } = vault;
	return {
		type,
		apply: async (request) => {
			const owner = `${request.stack}/${request.logicalId}`;
			const properties = readProperties(type, request);
			const name = provenAlias(properties.text("AliasName"));
			const { key } = keys.find(properties.text("TargetKeyId"));
			properties.end();
			const before = keys.alias(name);
			if (before && before.owner !== owner)
				throw refuse.alreadyExists(`An alias with the name ${keys.aliasArn(name)} already exists`);
			const now = vault.context.clock.now();
			const alias = { name, keyId: key.id, createdAt: before?.createdAt ?? now, updatedAt: now, owner };
			await keys.commit([keys.putAlias(alias)]);
			return { physicalId: name, attributes: {} };
		},
		remove: async ({ physicalId }) => {
			await keys.commit([keys.removeAlias(physicalId)]);
		},
	};
}
