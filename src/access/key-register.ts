import { AuditTrailError } from "../errors.ts";
import { ACTIVE_PER_NAME, type Credential, isActive } from "./credential.ts";

/** Keys of one name, oldest first. Past ones are kept for the auditor, as far as an item has room. */
export type NamedKeys = readonly Credential[];

const KEPT = 50;

/**
 * The register with one more key.
 * @throws AuditTrailError `state-conflict` where two keys of the name are active, or the name has another role
 */
export function withKey(keys: NamedKeys, added: Credential): NamedKeys {
	const active = keys.filter((key) => isActive(key, added.createdAt));
	if (active.length >= ACTIVE_PER_NAME)
		throw new AuditTrailError(
			"state-conflict",
			`${added.name} has ${active.length} active keys; revoke one of them first`,
		);
	const other = keys.find((key) => key.role !== added.role);
	if (other)
		throw new AuditTrailError(
			"state-conflict",
			`${added.name} is a ${other.role}; a name keeps its role, so choose another name`,
		);
	const past = keys.filter((key) => !isActive(key, added.createdAt));
	return [...past.slice(-(KEPT - active.length - 1)), ...active, added];
}

/** The register with a key revoked; the first revocation counts. */
export const withRevocation = (keys: NamedKeys, id: string, at: number): NamedKeys =>
	keys.map((key) => (key.id === id && key.revokedAt === undefined ? { ...key, revokedAt: at } : key));
