import type { KeyRecord } from "./key-record.ts";
import { type KeyUsage, keySpecs } from "./key-spec.ts";
import type { Vault } from "./operation.ts";
import { refuse } from "./refuse.ts";

/**
 * Refuses a key that cannot be used now, or not for that; ask after authorisation, as KMS does: who may not use a
 * key does not learn its state. The fault `key-disabled` strikes here.
 */
export function proveUsable(vault: Vault, key: KeyRecord, operation: string, usage?: KeyUsage): void {
	if (key.deletionAt !== undefined) throw refuse.invalidState(`${key.arn} is pending deletion.`);
	if (!key.enabled || vault.context.faults.strike("key-disabled", "kms", operation))
		throw refuse.disabled(`${key.arn} is disabled.`);
	if (usage !== undefined && keySpecs[key.spec].usage !== usage)
		throw refuse.invalidKeyUsage(
			`${key.arn} key usage is ${keySpecs[key.spec].usage} which is not valid for ${operation}.`,
		);
}
