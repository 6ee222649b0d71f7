import { createSecretKey, type KeyObject } from "node:crypto";
import { DecryptCommand, GenerateDataKeyCommand, type KMSClient } from "@aws-sdk/client-kms";
import { AuditTrailError } from "../src/errors.ts";
import type { TenantId } from "../src/ledger/identifiers.ts";
import { KeyMemory } from "./key-memory.ts";
import type { KeyItem, KeyTable } from "./key-table.ts";

/** `events` seals segments; `people` wraps owner keys; `tokens` makes search tokens and wraps monthly address keys. */
export type Purpose = "events" | "people" | "tokens";

export interface DataKey {
	/** 22 characters of base64url (16 random bytes). */
	id: string;
	key: KeyObject;
}

const MINUTE = 60_000;
/** How long an opened key works without asking KMS again. */
const LIFE = 5 * MINUTE;
/** How old a sealing key becomes before the next one is made; the other purposes keep theirs. */
const ROTATION = 24 * 60 * MINUTE;
/** Segments that one worker seals under one key: far from the 2^32 random nonces that AES-GCM bears (SP 800-38D). */
const USES = 2 ** 20;

/** Data keys of tenants: made by KMS, stored wrapped, opened by KMS. Rejects with `key-unavailable` when KMS does not. */
export class DataKeys {
	readonly #table: KeyTable;
	readonly #kms: KMSClient;
	readonly #now: () => number;
	readonly #random: (size: number) => Uint8Array;
	/** ARN under which new keys are wrapped; a role that only reads has none, and makes none. */
	readonly #envelopeKey: string | undefined;
	readonly #current: KeyMemory<DataKey & { uses: number }>;
	readonly #opened: KeyMemory<KeyObject>;

	constructor(sources: {
		table: KeyTable;
		kms: KMSClient;
		now: () => number;
		random: (size: number) => Uint8Array;
		envelopeKey?: string;
	}) {
		this.#table = sources.table;
		this.#kms = sources.kms;
		this.#now = sources.now;
		this.#random = sources.random;
		this.#envelopeKey = sources.envelopeKey;
		this.#current = new KeyMemory(sources.now, LIFE, 4096);
		this.#opened = new KeyMemory(sources.now, LIFE, 4096);
	}

	/** The key that is in use for a purpose. */
	async current(tenant: TenantId, purpose: Purpose): Promise<DataKey> {
		const name = `${tenant}#${purpose}`;
		const found = await this.#current.getOr(name, () => this.#load(tenant, purpose, undefined));
		if (purpose !== "events" || ++found.uses <= USES) return found;
		// Worn out by this worker alone: the next one, unless another worker has already made it.
		return await this.#current.set(name, this.#load(tenant, purpose, found.id));
	}

	/** The key with that id, however old. */
	async byId(tenant: TenantId, purpose: Purpose, id: string): Promise<KeyObject> {
		return await this.#opened.getOr(`${tenant}#${purpose}#${id}`, async () => {
			const item = await this.#table.get(tenant, dataKeyName(purpose, id));
			if (!item) throw new AuditTrailError("key-unavailable", "a data key is not in the key table");
			return await this.#open(tenant, purpose, item);
		});
	}

	async #load(
		tenant: TenantId,
		purpose: Purpose,
		wornOut: string | undefined,
	): Promise<DataKey & { uses: number }> {
		const item = await this.#table.get(tenant, `current#${purpose}`);
		const id = item?.["id"]?.S;
		if (item && id !== undefined && id !== wornOut && (this.#fresh(purpose, item) || !this.#envelopeKey))
			return { id, key: await this.#open(tenant, purpose, item), uses: 0 };
		return { ...(await this.#make(tenant, purpose, id)), uses: 0 };
	}

	#fresh(purpose: Purpose, item: KeyItem): boolean {
		return purpose !== "events" || this.#now() - Number(item["createdAt"]?.N) < ROTATION;
	}

	/** `replaced` is the id that stood in the pointer. Of several who make one at once, all use the first's. */
	async #make(tenant: TenantId, purpose: Purpose, replaced: string | undefined): Promise<DataKey> {
		const KeyId = this.#envelopeKey;
		if (KeyId === undefined)
			throw new AuditTrailError("key-unavailable", "the tenant has no key for this purpose yet");
		const EncryptionContext = { tenant, purpose };
		const made = await this.#kms
			.send(new GenerateDataKeyCommand({ KeyId, KeySpec: "AES_256", EncryptionContext }))
			.catch(unavailable);
		if (!made.Plaintext || !made.CiphertextBlob) throw new AuditTrailError("key-unavailable");
		const id = Buffer.from(this.#random(16)).toString("base64url");
		const key = secret(made.Plaintext);
		const item: KeyItem = {
			id: { S: id },
			wrapped: { B: made.CiphertextBlob },
			createdAt: { N: String(this.#now()) },
		};
		// The key before the pointer to it: what was sealed under a pointer's key can be opened by its id at once.
		await this.#table.put(tenant, dataKeyName(purpose, id), item);
		const winner = await this.#table.put(
			tenant,
			`current#${purpose}`,
			item,
			replaced === undefined ? undefined : ["id", replaced],
		);
		const winnerId = winner["id"]?.S;
		if (winnerId === undefined || winnerId === id) return { id, key };
		return { id: winnerId, key: await this.#open(tenant, purpose, winner) };
	}

	async #open(tenant: TenantId, purpose: Purpose, item: KeyItem): Promise<KeyObject> {
		const CiphertextBlob = item["wrapped"]?.B;
		if (!CiphertextBlob) throw new AuditTrailError("key-unavailable", "a data key is damaged");
		const { Plaintext } = await this.#kms
			.send(new DecryptCommand({ CiphertextBlob, EncryptionContext: { tenant, purpose } }))
			.catch(unavailable);
		if (!Plaintext) throw new AuditTrailError("key-unavailable");
		return secret(Plaintext);
	}
}

const dataKeyName = (purpose: Purpose, id: string): string => `data#${purpose}#${id}`;

/** The only copy outside the `KeyObject` is wiped. */
function secret(bytes: Uint8Array): KeyObject {
	const key = createSecretKey(bytes);
	bytes.fill(0);
	return key;
}

function unavailable(cause: unknown): never {
	throw new AuditTrailError("key-unavailable", undefined, { cause });
}
