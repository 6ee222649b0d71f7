import { randomUUID } from "node:crypto";
import { commit, type Mirror, openMirror, type Write } from "../iam/mirror.ts";
import type { LocalContext } from "../service.ts";
import type { AliasRecord, KeyRecord } from "./key-record.ts";
import { Materials } from "./materials.ts";
import { refuse } from "./refuse.ts";

const day = 24 * 3600 * 1000;

/** A key that a request named, and the alias by which it did. */
export interface Found {
	key: KeyRecord;
	alias: string | undefined;
}

/** The account's keys and aliases: durable, in memory, with the material beside. */
export class Keys {
	readonly #context: Pick<LocalContext, "state" | "clock" | "account" | "region">;
	readonly #keys: Mirror<KeyRecord>;
	readonly #aliases: Mirror<AliasRecord>;
	readonly materials: Materials;

	private constructor(
		context: Pick<LocalContext, "state" | "clock" | "account" | "region">,
		keys: Mirror<KeyRecord>,
		aliases: Mirror<AliasRecord>,
	) {
		this.#context = context;
		this.#keys = keys;
		this.#aliases = aliases;
		this.materials = new Materials(context.state.directory);
	}

	static async open(context: Pick<LocalContext, "state" | "clock" | "account" | "region">): Promise<Keys> {
		const { state } = context;
		const keys = new Keys(
			context,
			await openMirror(state, "kms.keys"),
			await openMirror(state, "kms.aliases"),
		);
		// A cut between material and record, at making or destroying, leaves material that no record names.
		for (const id of keys.materials.ids()) if (!keys.#keys.get(id)) keys.materials.destroy(id);
		await keys.destroyDue();
		return keys;
	}

	arn(id: string): string {
		return `arn:aws:kms:${this.#context.region}:${this.#context.account}:key/${id}`;
	}

	aliasArn(name: string): string {
		return `arn:aws:kms:${this.#context.region}:${this.#context.account}:${name}`;
	}

	all(): KeyRecord[] {
		return this.#keys.values().sort((a, b) => (a.id < b.id ? -1 : 1));
	}

	aliases(keyId?: string): AliasRecord[] {
		const found = this.#aliases.values().filter((alias) => keyId === undefined || alias.keyId === keyId);
		return found.sort((a, b) => (a.name < b.name ? -1 : 1));
	}

	alias(name: string): AliasRecord | undefined {
		return this.#aliases.get(name);
	}

	byId(id: string): KeyRecord | undefined {
		return this.#keys.get(id);
	}

	/** By key id, key ARN, alias name or alias ARN. */
	find(identifier: string): Found {
		const prefix = `arn:aws:kms:${this.#context.region}:${this.#context.account}:`;
		const short = identifier.startsWith(prefix) ? identifier.slice(prefix.length) : identifier;
		if (short.startsWith("arn:")) throw refuse.notFound(`Key '${identifier}' does not exist`);
		if (short.startsWith("alias/")) {
			const alias = this.#aliases.get(short);
			const key = alias && this.#keys.get(alias.keyId);
			if (!key) throw refuse.notFound(`Alias ${this.aliasArn(short)} is not found.`);
			return { key, alias: short };
		}
		const id = short.startsWith("key/") ? short.slice("key/".length) : short;
		const key = this.#keys.get(id);
		if (!key) throw refuse.notFound(`Key '${this.arn(id)}' does not exist`);
		return { key, alias: undefined };
	}

	/** A new key with its material; durable when it resolves. */
	async create(
		wanted: Omit<KeyRecord, "id" | "arn" | "createdAt" | "onDemandRotations">,
	): Promise<KeyRecord> {
		const id = randomUUID();
		const createdAt = this.#context.clock.now();
		const key: KeyRecord = { ...wanted, id, arn: this.arn(id), createdAt, onDemandRotations: 0 };
		this.materials.grow(id, key.spec);
		await this.commit([this.put(key)]);
		return key;
	}

	put(key: KeyRecord): Write {
		return this.#keys.put(key.id, key);
	}

	putAlias(alias: AliasRecord): Write {
		return this.#aliases.put(alias.name, alias);
	}

	removeAlias(name: string): Write {
		return this.#aliases.remove(name);
	}

	commit(writes: readonly Write[]): Promise<void> {
		return commit(this.#context.state, writes);
	}

	/** Destroys the keys whose waiting time is over by the clock; the record goes first, so nothing uses a half-dead key. */
	async destroyDue(): Promise<void> {
		const now = this.#context.clock.now();
		for (const key of this.#keys.values()) {
			if (key.deletionAt === undefined || now < key.deletionAt) continue;
			const aliases = this.aliases(key.id).map((alias) => this.#aliases.remove(alias.name));
			await this.commit([this.#keys.remove(key.id), ...aliases]);
			this.materials.destroy(key.id);
		}
	}

	/** Adds the version that is due by the clock, then tells the current one (from 0). */
	async currentVersion(key: KeyRecord): Promise<number> {
		const now = this.#context.clock.now();
		// Another call may have rotated it since the key was found.
		const current = this.#keys.get(key.id) ?? key;
		const { rotation } = current;
		if (rotation && now >= rotation.nextAt) {
			const period = rotation.days * day;
			const nextAt = rotation.nextAt + (Math.floor((now - rotation.nextAt) / period) + 1) * period;
			this.materials.grow(key.id, key.spec);
			await this.commit([this.put({ ...current, rotation: { ...rotation, nextAt } })]);
		}
		return this.materials.versions(key.id) - 1;
	}
}
