import type { Links } from "../service.ts";
import { authorizeKey } from "./authorize-key.ts";
import type { Vault } from "./operation.ts";
import { proveUsable } from "./usable-key.ts";

/** What KMS calls the operation of an action, for the fault's name. */
const operationOf = (action: string): string => action.slice("kms:".length);

/**
 * A service's use of a key on its caller's behalf: the key's policy and the caller's are asked with `kms:ViaService`,
 * and the key must be usable. `via` is the service's name (`sqs`) or its endpoint (`sqs.us-east-1.amazonaws.com`).
 */
export function useKey(vault: Vault): NonNullable<Links["useKey"]> {
	return async ({ keyArn, action, caller, via, encryptionContext }) => {
		await vault.keys.destroyDue();
		const found = vault.keys.find(keyArn);
		authorizeKey(vault, {
			caller,
			action,
			found,
			via: via.includes(".") ? via : `${via}.${vault.context.region}.amazonaws.com`,
			...(encryptionContext ? { encryptionContext } : {}),
		});
		proveUsable(vault, found.key, operationOf(action), "ENCRYPT_DECRYPT");
	};
}
