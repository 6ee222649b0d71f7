import { genesisHash } from "../../../src/ledger/genesis.ts";
import { type Lane, lane, seq, tenantId } from "../../../src/ledger/identifiers.ts";
import { encodeHeader } from "../../../src/ledger/segment-header.ts";
import type { SegmentItem } from "../../../src/ledger/segment-item.ts";
import { sha256 } from "../../../src/ledger/sha256.ts";
import { leafHash, treeRoot } from "../../../src/ledger/tree.ts";

export const tenant = tenantId("acme");

const digest = (bytes: Uint8Array): Uint8Array => {
	const output = new Uint8Array(32);
	sha256(bytes, output, 0);
	return output;
};

/** A lane of segments that are linked as an append links them; their bodies are any bytes. */
export function chain(number: number, length: number, salt = 0): SegmentItem[] {
	const place: Lane = lane(number);
	const items: SegmentItem[] = [];
	for (let index = 0; index < length; index++) {
		const prev = items.at(-1)?.segmentHash ?? genesisHash(sha256, tenant, place);
		items.push(segment(place, index, prev, salt));
	}
	return items;
}

export function segment(place: Lane, number: number, prev: Uint8Array, salt = 0): SegmentItem {
	const body = Uint8Array.from([place, number, salt, 1, 2, 3]);
	const commitments = digest(Uint8Array.from([place, number, salt]));
	const header = encodeHeader({
		tenant,
		lane: place,
		seq: seq(number),
		prev,
		receivedAt: 1_000 + number,
		retentionClass: "standard",
		keepUntil: 2_000,
		count: 1,
		eventRoot: treeRoot(sha256, commitments),
		bodyDigest: digest(body),
		dataKey: new Uint8Array(16),
		tokensDigest: new Uint8Array(32),
		segmentId: new Uint8Array(16),
	});
	return {
		tenant,
		lane: place,
		seq: seq(number),
		header,
		prevHash: prev,
		segmentHash: leafHash(sha256, header),
		commitments,
		body,
	};
}
