import type { KeyObject } from "node:crypto";
import type { TenantId } from "../ledger/identifiers.ts";
import type { Person } from "./person.ts";

/** A person as the ledger knows one: a random id that says nothing, and the key that dies with an erasure. */
export interface Owner {
	/** 22 characters of base64url (16 random bytes). */
	id: string;
	/** 32 bytes. */
	key: KeyObject;
}

/**
 * The keys of tenants, opened. Every method rejects with `key-unavailable` when KMS does not give a key and with
 * `store-unavailable` when the key table does not answer; nothing may be stored then. Keys are `KeyObject`s; owner
 * keys are kept at most 60 s.
 */
export interface Keyring {
	/** The data key under which new segments are sealed; reused for a bounded time and count. */
	sealingKey(tenant: TenantId): Promise<{ id: string; key: KeyObject }>;
	/** The data key with that id, for reading. */
	openingKey(tenant: TenantId, id: string): Promise<KeyObject>;
	/** The tenant's key for search tokens that belong to nobody. */
	tokenKey(tenant: TenantId): Promise<KeyObject>;
	/**
	 * The key for tokens of source addresses in a month, `yyyy-mm` in UTC. Ingest makes it at first use; to a reader it
	 * is `undefined` once it was deleted, and so are the tokens.
	 */
	addressKey(tenant: TenantId, month: string): Promise<KeyObject | undefined>;
	/** One owner for each person, in order; unknown people get a key. Only ingest may create. */
	owners(tenant: TenantId, people: readonly Person[]): Promise<Owner[]>;
	/** Owners already known, by person; `undefined` where nobody of that name was ever seen, or is erased. */
	findOwner(tenant: TenantId, person: Person): Promise<Owner | undefined>;
	/** Keys of owners by id, in order; `undefined` = erased or being erased. */
	ownerKeys(tenant: TenantId, ids: readonly string[]): Promise<(KeyObject | undefined)[]>;
}
