import { randomBytes } from "node:crypto";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { KMSClient } from "@aws-sdk/client-kms";
import type { Keyring } from "../src/people/keyring.ts";
import { deriveKey } from "../src/people/wrapped-key.ts";
import { AddressKeys } from "./address-keys.ts";
import { DataKeys } from "./data-keys.ts";
import { KeyMemory } from "./key-memory.ts";
import { keyTable } from "./key-table.ts";
import { OwnerKeys } from "./owner-keys.ts";

export interface KeyringSources {
	dynamodb: DynamoDBClient;
	kms: KMSClient;
	/** Name of the Keys table. */
	table: string;
	/** Milliseconds since 1970. */
	now: () => number;
	/** Fresh random bytes; by default the system's. */
	random?: (size: number) => Uint8Array;
}

/** What a reader may ask: no key is made, and a tenant without keys is `key-unavailable`. */
export type ReadingKeyring = Omit<Keyring, "sealingKey" | "owners">;

/** For roles that read: needs GetItem, BatchGetItem and kms:Decrypt. */
export const readingKeyring = (sources: KeyringSources): ReadingKeyring => build(sources);

/** For ingest: makes what is missing, under the envelope key (its ARN). */
export const keyring = (sources: KeyringSources & { envelopeKey: string }): Keyring => build(sources);

function build(sources: KeyringSources & { envelopeKey?: string }): Keyring {
	const { now, random = randomBytes } = sources;
	const shared = { table: keyTable(sources.dynamodb, sources.table), now, random };
	const { envelopeKey } = sources;
	const dataKeys = new DataKeys({
		...shared,
		kms: sources.kms,
		...(envelopeKey !== undefined && { envelopeKey }),
	});
	const owners = new OwnerKeys({ ...shared, dataKeys });
	const addresses = new AddressKeys({ ...shared, dataKeys });
	// One object for as long as the key is remembered: tokens are memorised by it.
	const tokenKeys = new KeyMemory<Awaited<ReturnType<Keyring["tokenKey"]>>>(now, 5 * 60_000, 4096);
	return {
		sealingKey: (tenant) => dataKeys.current(tenant, "events"),
		openingKey: (tenant, id) => dataKeys.byId(tenant, "events", id),
		tokenKey: (tenant) =>
			tokenKeys.getOr(tenant, async () => deriveKey((await dataKeys.current(tenant, "tokens")).key, "token")),
		addressKey: (tenant, month) =>
			envelopeKey === undefined ? addresses.find(tenant, month) : addresses.ensure(tenant, month),
		owners: (tenant, people) => owners.ensure(tenant, people),
		findOwner: async (tenant, person) => (await owners.find(tenant, [person]))[0],
		ownerKeys: (tenant, ids) => owners.byIds(tenant, ids),
	};
}
