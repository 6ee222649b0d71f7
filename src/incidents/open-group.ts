import type { TenantId } from "../ledger/identifiers.ts";
import type { Keyring } from "../people/keyring.ts";
import { openValue, type SealedValue } from "./sealed-value.ts";

/**
 * An incident's group for whoever may see values: field → value, or `erased:<owner id>` once the person is erased.
 * @throws AuditTrailError `key-unavailable`, `ciphertext-invalid`
 */
export async function openGroup(
	tenant: TenantId,
	values: readonly SealedValue[],
	keyring: Pick<Keyring, "tokenKey" | "ownerKeys">,
): Promise<Record<string, string>> {
	const owners = [...new Set(values.flatMap(({ owner }) => owner ?? []))];
	const keys = new Map(
		owners.length === 0
			? []
			: (await keyring.ownerKeys(tenant, owners)).map((key, index) => [owners[index], key]),
	);
	const entries = values.map(async ({ field, owner, box }) => {
		const key = owner === undefined ? await keyring.tokenKey(tenant) : keys.get(owner);
		return [field, key ? openValue(key, field, box) : `erased:${owner}`] as const;
	});
	return Object.fromEntries(await Promise.all(entries));
}
