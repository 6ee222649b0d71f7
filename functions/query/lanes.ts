import type { Caller } from "../../src/access/caller.ts";
import type { Lane, TenantId } from "../../src/ledger/identifiers.ts";
import { type HttpResponse, json } from "../edge/response.ts";
import type { QueryPorts, TenantReads } from "./ports.ts";

/** Lanes that are asked for their last segment at the same time. */
const AT_ONCE = 16;

/** Each lane's head, and how far the stream's consumers are: everything before `next` is processed. */
export async function listLanes(caller: Caller, ports: QueryPorts): Promise<HttpResponse> {
	const { tenant } = caller;
	const reads = await ports.reads(tenant);
	const lanes = await reads.lanes(tenant);
	const heads: Awaited<ReturnType<typeof head>>[] = [];
	for (let at = 0; at < lanes.length; at += AT_ONCE)
		heads.push(
			...(await Promise.all(lanes.slice(at, at + AT_ONCE).map((lane) => head(reads, tenant, lane)))),
		);
	// Read after the heads: a mark is never behind what the heads say.
	const marks = await reads.progress(tenant);
	const mark = (consumer: "detect" | "index", lane: Lane) =>
		marks.find((one) => one.consumer === consumer && one.lane === lane)?.next ?? 0;
	return json(200, {
		tenant,
		lanes: heads.map(({ lane, ...rest }) => ({
			lane,
			...rest,
			progress: { detect: mark("detect", lane), index: mark("index", lane) },
		})),
	});
}

async function head(reads: TenantReads, tenant: TenantId, lane: Lane) {
	const last = await reads.ledger.last(tenant, lane);
	return {
		lane,
		/** Number of the segment that comes next. */
		next: last ? last.seq + 1 : 0,
		...(last ? { segmentHash: Buffer.from(last.segmentHash).toString("hex") } : {}),
	};
}
