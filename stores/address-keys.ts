import type { KeyObject } from "node:crypto";
import type { TenantId } from "../src/ledger/identifiers.ts";
import { deriveKey, unwrapKey, wrapKey } from "../src/people/wrapped-key.ts";
import type { DataKeys } from "./data-keys.ts";
import { KeyMemory } from "./key-memory.ts";
import type { KeyTable } from "./key-table.ts";

const LIFE = 60_000;

/** Random keys for the tokens of addresses, one for each month, so that a month's tokens can be made to die. */
export class AddressKeys {
	readonly #sources: AddressKeySources;
	readonly #opened: KeyMemory<KeyObject | undefined>;
	constructor(sources: AddressKeySources) {
		this.#sources = sources;
		this.#opened = new KeyMemory<KeyObject | undefined>(sources.now, LIFE, 4096);
	}

	/** The key of a month (`yyyy-mm`), made where there is none. */
	async ensure(tenant: TenantId, month: string): Promise<KeyObject | undefined> {
		const found = await this.find(tenant, month);
		if (found) return found;
		return await this.#opened.set(`${tenant}#${month}`, this.#make(tenant, month));
	}

	/** `undefined` where there is none, or none any more. */
	async find(tenant: TenantId, month: string): Promise<KeyObject | undefined> {
		return await this.#opened.getOr(`${tenant}#${month}`, async () => {
			const wrapped = (await this.#sources.table.get(tenant, itemName(month)))?.["wrapped"]?.B;
			return (
				wrapped && unwrapKey(await this.#wrapping(tenant), { tenant, kind: "address", id: month }, wrapped)
			);
		});
	}

	async #make(tenant: TenantId, month: string): Promise<KeyObject | undefined> {
		const { table, random } = this.#sources;
		const wrapping = await this.#wrapping(tenant);
		const name = { tenant, kind: "address", id: month } as const;
		const key = random(32);
		const item = { wrapped: { B: wrapKey(wrapping, random(12), name, key) } };
		key.fill(0);
		const standing = await table.put(tenant, itemName(month), item);
		const wrapped = standing["wrapped"]?.B;
		return wrapped && unwrapKey(wrapping, name, wrapped);
	}

	async #wrapping(tenant: TenantId): Promise<KeyObject> {
		return deriveKey((await this.#sources.dataKeys.current(tenant, "tokens")).key, "wrap");
	}
}

interface AddressKeySources {
	table: KeyTable;
	dataKeys: DataKeys;
	now: () => number;
	random: (size: number) => Uint8Array;
}

const itemName = (month: string): string => `address#${month}`;
