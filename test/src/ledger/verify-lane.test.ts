import { beforeAll, describe, expect, it } from "vitest";
import type { NormalisedEvent } from "../../../src/event/event.ts";
import { lane, seq, tenantId } from "../../../src/ledger/identifiers.ts";
import type { SegmentItem } from "../../../src/ledger/segment-item.ts";
import { sha256 } from "../../../src/ledger/sha256.ts";
import { type LaneVerdict, LaneVerification } from "../../../src/ledger/verify-lane.ts";
import { seeded } from "../../crash/seeded.ts";
import { acme, countedBytes, noon, sealSegment } from "./sealing.ts";

const LENGTH = 12;
const MUTATIONS = 1500;

const event = (id: string): NormalisedEvent => ({
	id,
	occurredAt: "2026-11-23T08:15:00.000Z",
	action: "user.login",
	actor: { type: "service", id: "cron" },
	resource: { type: "job", id },
	outcome: "success",
});

/** A lane of segments of one to three events. `mark` makes it another lane's content. */
async function chain(mark: string, tenant = acme, number = lane(0)): Promise<SegmentItem[]> {
	const random = countedBytes();
	random(mark.length);
	const items: SegmentItem[] = [];
	for (let i = 0; i < LENGTH; i++) {
		const events = Array.from({ length: 1 + (i % 3) }, (_, at) => event(`${mark}-${i}-${at}`));
		const prev = items.at(-1)?.segmentHash;
		items.push(await sealSegment(events, { tenant, lane: number, seq: i, random, ...(prev && { prev }) }));
	}
	return items;
}

function verdictOn(
	items: readonly SegmentItem[],
	{ now = noon, registered = true, length = LENGTH } = {},
): LaneVerdict {
	const verification = new LaneVerification({ tenant: acme, lane: lane(0), registered, now, sha256 });
	for (const item of items) verification.add(item);
	return verification.end(length);
}

let items: SegmentItem[];
let others: SegmentItem[][];
beforeAll(async () => {
	items = await chain("a");
	others = [
		await chain("another chain"),
		await chain("b", tenantId("other")),
		await chain("c", acme, lane(1)),
	];
});

describe("verifying a lane", () => {
	it("finds nothing in one that stands as it was appended", () => {
		expect(verdictOn(items)).toEqual({ segments: LENGTH, events: 24, verified: 24, pruned: 0, missing: 0 });
	});

	it(`names the place of each of ${MUTATIONS} changes: a byte changed, a segment deleted, swapped, replaced`, async () => {
		const dice = seeded(20_261_123);
		const fields = ["header", "prevHash", "segmentHash", "commitments", "body"] as const;
		for (let i = 0; i < MUTATIONS; i++) {
			// Whatever happens to the last segment alone cannot be seen from within the lane.
			const at = dice.below(LENGTH - 1);
			const victim = items[at];
			if (!victim) throw new Error("no victim");
			let changed = [...items];
			let place = at;
			const kind = dice.pick([
				"byte",
				"byte",
				"byte",
				"delete",
				"swap",
				"replace",
				"reseal",
				"insert",
			] as const);
			if (kind === "byte") {
				const field = dice.pick(fields);
				const bytes = Uint8Array.from(victim[field] ?? []);
				const byte = dice.below(bytes.length);
				bytes[byte] = (bytes[byte] ?? 0) ^ (1 + dice.below(255));
				changed[at] = { ...victim, [field]: bytes };
			} else if (kind === "delete") changed.splice(at, 1 + dice.below(Math.min(3, LENGTH - 1 - at)));
			else if (kind === "swap") {
				const with_ = (at + 1 + dice.below(LENGTH - 1)) % LENGTH;
				const other = items[with_];
				if (!other) throw new Error("no other");
				changed[at] = { ...other, seq: victim.seq };
				changed[with_] = { ...victim, seq: other.seq };
				place = Math.min(at, with_);
			} else if (kind === "replace") {
				const foreign = dice.pick(others)[at];
				if (!foreign) throw new Error("no foreign");
				changed[at] = { ...foreign, tenant: acme, lane: lane(0) };
			} else if (kind === "reseal") {
				// By somebody who has the keys and links it well to the segment before: only the next one tells.
				const prev = items[at - 1]?.segmentHash;
				changed[at] = await sealSegment([event(`forged-${i}`)], { seq: at, ...(prev && { prev }) });
			} else {
				// A new segment, with the rest moved up by one.
				const prev = items[at - 1]?.segmentHash;
				const forged = await sealSegment([event(`forged-${i}`)], { seq: at, ...(prev && { prev }) });
				changed = [
					...items.slice(0, at),
					forged,
					...items.slice(at).map((item) => ({ ...item, seq: seq(item.seq + 1) })),
				];
			}
			const verdict = verdictOn(changed, { length: changed.length });
			const found = verdict.firstBreak?.seq;
			// An inserted segment is sound; the first that cannot be is the one that it pushed from its place.
			expect([place, kind === "insert" ? place + 1 : place], `${kind} at ${at}, seed ${i}`).toContain(found);
			expect(verdict.verified).toBeLessThan(verdict.events + (kind === "delete" ? 1 : 0));
		}
	});

	it("names what is missing at the end when it is told the length", () => {
		expect(verdictOn(items.slice(0, 10))).toMatchObject({
			firstBreak: { lane: 0, seq: 10, reason: "segments 10 to 11 are missing" },
		});
		expect(verdictOn(items.slice(0, 10), { length: 10 }).firstBreak).toBeUndefined();
	});

	it("lets a body be gone after its keep-until, and not before", () => {
		const pruned = items.map((item, i) => (i === 4 ? { ...item, body: undefined } : item));
		expect(verdictOn(pruned).firstBreak).toEqual({
			lane: 0,
			seq: 4,
			kind: "altered",
			reason: "its body is missing",
		});
		expect(verdictOn(pruned, { now: noon + 86_400_000 })).toEqual({
			segments: LENGTH,
			events: 24,
			verified: 24,
			pruned: 1,
			missing: 0,
		});
	});

	it("does not accept a lane that nobody registered, nor a segment twice", () => {
		expect(verdictOn(items, { registered: false }).firstBreak?.reason).toBe("the lane is not registered");
		const [first] = items;
		expect(verdictOn(first ? [...items, first] : []).firstBreak).toMatchObject({
			seq: 0,
			reason: "it stands twice or out of order",
		});
	});

	it("does not stop at a break: what stands is counted", () => {
		const broken = items.filter((_, i) => i !== 3);
		expect(verdictOn(broken)).toMatchObject({
			segments: 11,
			events: 23,
			verified: 23,
			firstBreak: { seq: 3 },
		});
	});
});
