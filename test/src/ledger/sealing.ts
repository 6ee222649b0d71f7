import type { NormalisedEvent } from "../../../src/event/event.ts";
import { genesisHash } from "../../../src/ledger/genesis.ts";
import { type Lane, lane, seq, type TenantId, tenantId } from "../../../src/ledger/identifiers.ts";
import { placeSegment } from "../../../src/ledger/place-segment.ts";
import { prepareSegment } from "../../../src/ledger/prepare-segment.ts";
import { addressMonth } from "../../../src/ledger/read-events.ts";
import type { SegmentItem } from "../../../src/ledger/segment-item.ts";
import { sha256 } from "../../../src/ledger/sha256.ts";
import type { Owner } from "../../../src/people/keyring.ts";
import { partEvent } from "../../../src/people/ownership.ts";
import { personKey } from "../../../src/people/person.ts";
import { memoryKeyring } from "../../functions/ingest/memory-keyring.ts";

export const acme = tenantId("acme");
export const noon = Date.UTC(2026, 10, 23, 12);

/** Bytes that are the same in every run, and never twice in one. */
export function countedBytes() {
	let count = 0;
	return (size: number): Uint8Array => Uint8Array.from({ length: size }, () => count++ % 251);
}

/** Seals events as ingest does, under keys in memory. */
export async function sealSegment(
	events: readonly NormalisedEvent[],
	place: {
		tenant?: TenantId;
		lane?: Lane;
		seq?: number;
		prev?: Uint8Array;
		random?: (size: number) => Uint8Array;
	} = {},
	keyring = memoryKeyring(),
): Promise<SegmentItem> {
	const { tenant = acme, random = countedBytes() } = place;
	const parted = events.map(partEvent);
	const people = parted.flatMap(({ shares }) => shares.map(({ person }) => person));
	const owners = new Map<string, Owner>();
	for (const person of people)
		for (const owner of await keyring.owners(tenant, [person])) owners.set(personKey(person), owner);
	const token = await keyring.tokenKey(tenant);
	const address = (await keyring.addressKey(tenant, addressMonth(noon))) ?? token;
	const prepared = prepareSegment({
		tenant,
		receivedAt: noon,
		retentionClass: "standard",
		keepUntil: noon + 86_400_000,
		events: parted,
		ownerOf: ({ person }) => {
			const owner = owners.get(personKey(person));
			if (!owner) throw new Error("no owner");
			return owner;
		},
		tokenKeys: { token, address },
		dataKey: await keyring.sealingKey(tenant),
		random,
	});
	const at = place.lane ?? lane(0);
	return placeSegment(prepared, {
		lane: at,
		seq: seq(place.seq ?? 0),
		prev: place.prev ?? genesisHash(sha256, tenant, at),
		segmentId: random(16),
		nonce: random(12),
	});
}
