import type { KeyObject } from "node:crypto";
import { formatApiKey, keyedHash, newApiKey } from "../src/access/api-key.ts";
import { type Credential, expiryAfter } from "../src/access/credential.ts";
import { withKey, withRevocation } from "../src/access/key-register.ts";
import type { Role } from "../src/access/roles.ts";
import { AuditTrailError } from "../src/errors.ts";
import type { TenantId } from "../src/ledger/identifiers.ts";
import type { CredentialStore } from "./credentials.ts";
import type { KeyRegister } from "./key-register.ts";

export interface KeyRequest {
	tenant: TenantId;
	role: Role;
	name: string;
	days: number;
	createdBy: string;
}

/** Handing out keys and taking them back, over the two places that know them. */
export interface ApiKeys {
	/** A new key. `key` is its only copy: what is stored is a keyed hash. */
	issue(request: KeyRequest): Promise<{ key: string; credential: Credential }>;
	/** @throws AuditTrailError `not-found` where the tenant has no such key */
	revoke(tenant: TenantId, id: string): Promise<Credential>;
	list(tenant: TenantId): Promise<Credential[]>;
}

export function apiKeys(ports: {
	credentials: CredentialStore;
	register: KeyRegister;
	pepper: () => Promise<KeyObject>;
	random: (length: number) => Uint8Array;
	now: () => number;
}): ApiKeys {
	const { credentials, register, pepper, random, now } = ports;
	return {
		list: (tenant) => register.list(tenant),
		async issue({ tenant, role, name, days, createdBy }) {
			const hashKey = await pepper();
			const key = newApiKey(random);
			const at = now();
			const expiresAt = expiryAfter(at, days);
			const credential: Credential = { id: key.id, tenant, role, name, createdAt: at, createdBy, expiresAt };
			const { version, keys } = await register.read(tenant, name);
			// Registered before it works: a crash in between leaves a listed key that opens nothing, and an
			// administrator can revoke it. The other order would leave a working key on no list.
			await register.save(tenant, name, version, withKey(keys, credential));
			await credentials.add({ ...credential, hash: keyedHash(hashKey, key) });
			return { key: formatApiKey(key), credential };
		},
		async revoke(tenant, id) {
			const registered = (await register.list(tenant)).find((key) => key.id === id);
			if (!registered) throw new AuditTrailError("not-found", "this tenant has no key with that id");
			const at = now();
			// The end of access comes first; a crash in between is mended by asking again.
			await credentials.revoke(id, at);
			const { version, keys } = await register.read(tenant, registered.name);
			const revoked = withRevocation(keys, id, at);
			await register.save(tenant, registered.name, version, revoked);
			return revoked.find((key) => key.id === id) ?? { ...registered, revokedAt: at };
		},
	};
}
