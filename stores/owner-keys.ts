import type { KeyObject } from "node:crypto";
import { AuditTrailError } from "../src/errors.ts";
import type { TenantId } from "../src/ledger/identifiers.ts";
import type { Owner } from "../src/people/keyring.ts";
import { type Person, personKey } from "../src/people/person.ts";
import { personLookup } from "../src/people/person-lookup.ts";
import { deriveKey, unwrapKey, wrapKey } from "../src/people/wrapped-key.ts";
import type { DataKeys } from "./data-keys.ts";
import { KeyMemory } from "./key-memory.ts";
import type { KeyItem, KeyTable } from "./key-table.ts";

/** §4.11: an erasure waits for one such life before it deletes a key for good. Milliseconds. */
const LIFE = 60_000;
const REMEMBERED = 20_000;
const ATTEMPTS = 5;

interface PeopleKeys {
	wrap: KeyObject;
	lookup: KeyObject;
}

/**
 * Keys of people. `owner#<id>` is the record of a key and its state (active → erasing → deleted); `person#<lookup>`
 * leads from a name to it and carries a copy, so that one read finds 100 people. An owner that is not active is
 * never used again: the next event of that person gets a new one.
 */
export class OwnerKeys {
	readonly #table: KeyTable;
	readonly #dataKeys: DataKeys;
	readonly #now: () => number;
	readonly #random: (size: number) => Uint8Array;
	readonly #people: KeyMemory<PeopleKeys>;
	readonly #byPerson: KeyMemory<Owner>;
	readonly #byId: KeyMemory<KeyObject>;

	constructor(sources: {
		table: KeyTable;
		dataKeys: DataKeys;
		now: () => number;
		random: (size: number) => Uint8Array;
	}) {
		this.#table = sources.table;
		this.#dataKeys = sources.dataKeys;
		this.#now = sources.now;
		this.#random = sources.random;
		this.#people = new KeyMemory(sources.now, LIFE, REMEMBERED);
		this.#byPerson = new KeyMemory(sources.now, LIFE, REMEMBERED);
		this.#byId = new KeyMemory(sources.now, LIFE, REMEMBERED);
	}

	/** One owner for each person, in order; makes those that are missing. One read for up to 100 that are not in memory. */
	async ensure(tenant: TenantId, people: readonly Person[]): Promise<Owner[]> {
		const known = await this.find(tenant, people);
		return await Promise.all(
			people.map(async (person, i) => {
				const owner = known[i];
				if (owner) return owner;
				return await this.#byPerson.getOr(memoryName(tenant, person), () => this.#make(tenant, person));
			}),
		);
	}

	/** Owners that are known and active, in order. */
	async find(tenant: TenantId, people: readonly Person[]): Promise<(Owner | undefined)[]> {
		const found = await Promise.all(
			people.map(async (person) => await this.#byPerson.get(memoryName(tenant, person))),
		);
		const missing = people.filter((_, i) => !found[i]);
		if (missing.length === 0) return found;
		const keys = await this.#peopleKeys(tenant);
		const lookups = missing.map((person) => pointerName(keys, person));
		const items = await this.#table.getMany(tenant, [...new Set(lookups)]);
		const loaded = new Map<string, Owner>();
		for (const [i, person] of missing.entries()) {
			const owner = ownerIn(tenant, keys, items.get(lookups[i] ?? ""));
			if (!owner) continue;
			loaded.set(personKey(person), owner);
			void this.#byPerson.set(memoryName(tenant, person), Promise.resolve(owner));
		}
		return people.map((person, i) => found[i] ?? loaded.get(personKey(person)));
	}

	/** Keys by owner id, in order; `undefined` where the owner is not active or not there. */
	async byIds(tenant: TenantId, ids: readonly string[]): Promise<(KeyObject | undefined)[]> {
		const found = await Promise.all(ids.map(async (id) => await this.#byId.get(`${tenant}#${id}`)));
		const missing = ids.filter((_, i) => !found[i]);
		if (missing.length === 0) return found;
		const keys = await this.#peopleKeys(tenant);
		const items = await this.#table.getMany(
			tenant,
			[...new Set(missing)].map((id) => `owner#${id}`),
		);
		const loaded = new Map<string, KeyObject>();
		for (const id of missing) {
			const owner = ownerIn(tenant, keys, items.get(`owner#${id}`));
			if (!owner) continue;
			loaded.set(id, owner.key);
			void this.#byId.set(`${tenant}#${id}`, Promise.resolve(owner.key));
		}
		return ids.map((id, i) => found[i] ?? loaded.get(id));
	}

	async #peopleKeys(tenant: TenantId): Promise<PeopleKeys> {
		return await this.#people.getOr(tenant, async () => {
			const { key } = await this.#dataKeys.current(tenant, "people");
			return { wrap: deriveKey(key, "wrap"), lookup: deriveKey(key, "lookup") };
		});
	}

	async #make(tenant: TenantId, person: Person): Promise<Owner> {
		const keys = await this.#peopleKeys(tenant);
		const pointer = pointerName(keys, person);
		const id = Buffer.from(this.#random(16)).toString("base64url");
		const key = this.#random(32);
		const item: KeyItem = {
			owner: { S: id },
			wrapped: { B: wrapKey(keys.wrap, this.#random(12), { tenant, kind: "owner", id }, key) },
			state: { S: ACTIVE },
			createdAt: { N: String(this.#now()) },
		};
		key.fill(0);
		// First, so that whoever follows the pointer finds it. Without a pointer it is an orphan and harms nobody.
		await this.#table.put(tenant, `owner#${id}`, item);
		let replaces: readonly [string, string] | undefined;
		for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
			const standing = await this.#table.put(tenant, pointer, item, replaces);
			const owner = ownerIn(tenant, keys, standing);
			if (owner) return owner;
			// The person was known and is being erased: the pointer turns to the new owner.
			replaces = ["owner", standing["owner"]?.S ?? ""];
		}
		throw new AuditTrailError("store-unavailable", "a person's key could not be settled");
	}
}

const ACTIVE = "active";

const memoryName = (tenant: TenantId, person: Person): string => `${tenant}#${personKey(person)}`;
const pointerName = (keys: PeopleKeys, person: Person): string =>
	`person#${personLookup(keys.lookup, person)}`;

function ownerIn(tenant: TenantId, keys: PeopleKeys, item: KeyItem | undefined): Owner | undefined {
	const id = item?.["owner"]?.S;
	const wrapped = item?.["wrapped"]?.B;
	if (id === undefined || !wrapped || item?.["state"]?.S !== ACTIVE) return undefined;
	return { id, key: unwrapKey(keys.wrap, { tenant, kind: "owner", id }, wrapped) };
}
