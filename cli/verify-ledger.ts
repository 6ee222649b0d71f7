import type { Static } from "typebox";
import type { lanesAnswer, segmentsAnswer } from "../src/api/answers.ts";
import { lane as laneOf, seq as seqOf, type TenantId, tenantId } from "../src/ledger/identifiers.ts";
import type { SegmentItem } from "../src/ledger/segment-item.ts";
import { sha256 } from "../src/ledger/sha256.ts";
import { LaneVerification } from "../src/ledger/verify-lane.ts";
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
	const { integrity } = sum;
	const before = { segments: sum.segments, events: sum.events };
	const verification = new LaneVerification({ tenant, lane: laneOf(lane), registered: true, sha256 });
	for (let next = 0; next < end; ) {
		const page = await api.get<Static<typeof segmentsAnswer>>("/v1/segments", {
			lane,
			from: next,
			limit: 100,
		});
		const items = page.segments.filter(({ seq }) => seq < end);
		for (const segment of items) verification.add(segmentItem(tenant, lane, segment));
		next = (items.at(-1)?.seq ?? end) + 1;
		sum.segments = before.segments + verification.counts.segments;
		sum.events = before.events + verification.counts.events;
		tell();
	}
	const { firstBreak, ...counts } = verification.end(end);
	integrity.verified += counts.verified;
	// How many events went with a missing segment nobody can say; one is the least.
	integrity.total += counts.events + counts.missing;
	if (!firstBreak || sum.firstBreak) return;
	const { kind, ...place } = firstBreak;
	sum.verdict = kind === "missing" ? "MISSING" : "ALTERED";
	sum.firstBreak = place;
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
