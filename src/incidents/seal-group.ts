import type { TenantId } from "../ledger/identifiers.ts";
import type { Keyring } from "../people/keyring.ts";
import { type SealedValue, sealValue } from "./sealed-value.ts";

/**
 * Seals a group's values, each under its owner's key, or the tenant's where it belongs to nobody. Of a person who
 * was erased in the meantime nothing is kept: the box is empty and reads as erased.
 * @param random gives so many fresh random bytes
 * @throws AuditTrailError `key-unavailable`
 */
export async function sealGroup(
	tenant: TenantId,
	values: readonly { field: string; value: string; owner: string | undefined }[],
	keyring: Pick<Keyring, "tokenKey" | "ownerKeys">,
	random: (length: number) => Uint8Array,
): Promise<SealedValue[]> {
	return await Promise.all(
		values.map(async ({ field, value, owner }) => {
			if (owner === undefined)
				return { field, box: sealValue(await keyring.tokenKey(tenant), field, value, random(16)) };
			const [key] = await keyring.ownerKeys(tenant, [owner]);
			return { field, owner, box: key ? sealValue(key, field, value, random(16)) : new Uint8Array() };
		}),
	);
}
