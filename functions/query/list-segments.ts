import type { Caller } from "../../src/access/caller.ts";
import { parseQuery } from "../../src/api/query.ts";
import { SEGMENTS_LIMIT, segmentsQuery } from "../../src/api/query-parameters.ts";
import { lane as parseLane } from "../../src/ledger/identifiers.ts";
import type { SegmentItem } from "../../src/ledger/segment-item.ts";
import type { HttpRequest } from "../edge/request.ts";
import { type HttpResponse, json } from "../edge/response.ts";
import type { QueryPorts } from "./ports.ts";

/** Bytes of an answer in base64; Lambda returns at most 6 MB. */
const PAGE_BYTES = 4_000_000;

/**
 * Segments as they are stored, for whoever verifies the chain himself; nothing is opened. `next` is where to go on;
 * an answer without it is the lane's end.
 */
export async function listSegments(
	request: HttpRequest,
	caller: Caller,
	ports: QueryPorts,
): Promise<HttpResponse> {
	const { lane: number, from = 0, limit = SEGMENTS_LIMIT.default } = parseQuery(segmentsQuery, request.query);
	const lane = parseLane(number);
	const reads = await ports.reads(caller.tenant);
	const taken: ReturnType<typeof segmentView>[] = [];
	let next = from;
	let bytes = 0;
	for (;;) {
		const items = await reads.ledger.segments(caller.tenant, lane, next, limit - taken.length);
		if (items.length === 0) return json(200, { lane, segments: taken });
		for (const item of items) {
			const segment = segmentView(item);
			const size = JSON.stringify(segment).length;
			if (taken.length > 0 && bytes + size > PAGE_BYTES) return json(200, { lane, segments: taken, next });
			taken.push(segment);
			bytes += size;
			next = item.seq + 1;
		}
		if (taken.length >= limit) return json(200, { lane, segments: taken, next });
	}
}

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");

const segmentView = (item: SegmentItem) => ({
	seq: item.seq,
	header: base64(item.header),
	prevHash: base64(item.prevHash),
	segmentHash: base64(item.segmentHash),
	commitments: base64(item.commitments),
	...(item.body === undefined ? {} : { body: base64(item.body) }),
});
