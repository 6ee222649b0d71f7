import { createHash, createSecretKey, type KeyObject } from "node:crypto";
import type { Keyring, Owner } from "../../../src/people/keyring.ts";
import { personKey } from "../../../src/people/person.ts";

/** A key that follows from its name. */
export const namedKey = (name: string): KeyObject =>
	createSecretKey(createHash("sha256").update(name).digest());

/** Keys of all tenants without KMS and without a table; `erase` makes an owner's key go. */
export function memoryKeyring(): Keyring & { erase(owner: string): void } {
	const owners = new Map<string, Owner>();
	const erased = new Set<string>();
	const idOf = (text: string) =>
		createHash("sha256").update(text).digest().subarray(0, 16).toString("base64url");
	const dataKey = { id: idOf("data key"), key: namedKey("data key") };
	return {
		sealingKey: async () => dataKey,
		openingKey: async () => dataKey.key,
		tokenKey: async (tenant) => namedKey(`token ${tenant}`),
		addressKey: async (tenant, month) => namedKey(`address ${tenant} ${month}`),
		owners: async (tenant, people) =>
			people.map((person) => {
				const name = `${tenant} ${personKey(person)}`;
				const owner = owners.get(name) ?? { id: idOf(name), key: namedKey(name) };
				owners.set(name, owner);
				return owner;
			}),
		findOwner: async (tenant, person) => owners.get(`${tenant} ${personKey(person)}`),
		ownerKeys: async (_, ids) =>
			ids.map((id) =>
				erased.has(id) ? undefined : [...owners.values()].find((owner) => owner.id === id)?.key,
			),
		erase: (owner) => {
			erased.add(owner);
		},
	};
}
