import type { Static } from "typebox";
import type { lanesAnswer, segmentsAnswer } from "../src/api/answers.ts";
import { checkSegment } from "../src/ledger/check-segment.ts";
import { lane as laneOf, seq as seqOf, type TenantId, tenantId } from "../src/ledger/identifiers.ts";
import { type LanePosition, lanePage, missingText } from "../src/ledger/lane-page.ts";
import type { SegmentItem } from "../src/ledger/segment-item.ts";
import type { Api } from "./api.ts";

type Lane = Static<typeof lanesAnswer>["lanes"][number];
type Segment = Static<typeof segmentsAnswer>["segments"][number];

/** What was found: each segment against its own hashes, and each lane as a chain from its genesis. */
export interface Verification {
	verdict: "VALID" | "ALTERED" | "MISSING";
	segments: number;
	events: number;
	integrity: { verified: number; total: number; score: number };
	/** The first place, by lane and number, where a lane is not what was appended. */
	firstBreak?: { lane: number; seq: number; reason: string };
}

/**
 * Downloads the raw segments of a tenant and checks every hash and chain on this machine; no decryption key is needed.
 * @param api with a key that may verify
 * @param tell hears what was counted so far, after each page
 * @throws Failure where the API cannot be read
 */
export async function verifyLedger(
	api: Api,
	tell: (sum: Readonly<Verification>) => void,
): Promise<{ verification: Verification; lanes: number }> {
	const { tenant, lanes } = await api.get<Static<typeof lanesAnswer>>("/v1/lanes");
	const sum: Verification = {
		verdict: "VALID",
		segments: 0,
		events: 0,
		integrity: { verified: 0, total: 0, score: 1 },
	};
	for (const lane of lanes) await walk(api, tenantId(tenant), lane, sum, () => tell(sum));
	const { verified, total } = sum.integrity;
	sum.integrity.score = total === 0 ? 1 : verified / total;
	return { verification: sum, lanes: lanes.length };
}

/** One lane up to the head that it had when the verification began. */
async function walk(
	api: Api,
	tenant: TenantId,
	{ lane, next: end }: Lane,
	sum: Verification,
	tell: () => void,
): Promise<void> {
	let position: LanePosition = { next: 0 };
	let done = end === 0;
	while (!done) {
		const page = await api.get<Static<typeof segmentsAnswer>>("/v1/segments", {
			lane,
			from: position.next,
			limit: 100,
		});
		const items = page.segments.map((segment) => segmentItem(tenant, lane, segment));
		const walked = lanePage(items, position, end - 1, checkSegment);
		for (const step of walked.steps) {
			const reason = step.item ? step.check.reason : missingText(step.seq, step.missing);
			if (step.item) {
				sum.segments++;
				sum.events += step.check.events;
				sum.integrity.total += step.check.events;
				if (reason === undefined) sum.integrity.verified += step.check.events;
			} else {
				// How many events are gone nobody can say; one for each segment is the least.
				sum.integrity.total += step.missing;
			}
			if (reason !== undefined && !sum.firstBreak) {
				sum.verdict = step.item ? "ALTERED" : "MISSING";
				sum.firstBreak = { lane, seq: step.seq, reason };
			}
		}
		({ position, done } = walked);
		tell();
	}
}

const bytes = (base64: string): Uint8Array => Buffer.from(base64, "base64");

const segmentItem = (tenant: TenantId, lane: number, segment: Segment): SegmentItem => ({
	tenant,
	lane: laneOf(lane),
	seq: seqOf(segment.seq),
	header: bytes(segment.header),
	prevHash: bytes(segment.prevHash),
	segmentHash: bytes(segment.segmentHash),
	commitments: bytes(segment.commitments),
	body: segment.body === undefined ? undefined : bytes(segment.body),
});
