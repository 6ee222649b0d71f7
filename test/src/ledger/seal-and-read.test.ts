import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { NormalisedEvent } from "../../../src/event/event.ts";
import { lane } from "../../../src/ledger/identifiers.ts";
import { readEvents } from "../../../src/ledger/read-events.ts";
import { decodeHeader, encodeHeader } from "../../../src/ledger/segment-header.ts";
import type { SegmentItem } from "../../../src/ledger/segment-item.ts";
import { memoryKeyring } from "../../functions/ingest/memory-keyring.ts";
import { anyEvent } from "../event/any-event.ts";
import { acme, noon, sealSegment } from "./sealing.ts";

const login: NormalisedEvent = {
	id: "e1",
	occurredAt: "2026-11-23T08:15:00.000Z",
	action: "user.login",
	actor: { type: "user", id: "marker-actor", onBehalfOf: { type: "user", id: "marker-behalf" } },
	resource: { type: "account", id: "marker-subject" },
	outcome: "failure",
	subject: { type: "patient", id: "marker-subject" },
	personal: { mail: "marker-mail" },
	reason: "marker-reason",
	changes: [{ field: "marker-field", before: "marker-before" }],
	details: { "marker-name": "marker-value" },
	context: { ip: "203.0.113.7", sessionId: "marker-session" },
};

/** As DynamoDB counts: names and values; a number takes a byte for two digits and one more. */
const itemSize = (item: SegmentItem): number =>
	"laneseqheaderprevHashsegmentHashcommitmentsbody".length +
	`${item.tenant}#${item.lane}`.length +
	1 +
	Math.ceil(String(item.seq).length / 2) +
	[item.header, item.prevHash, item.segmentHash, item.commitments, item.body ?? new Uint8Array()].reduce(
		(sum, { length }) => sum + length,
		0,
	);

describe("a sealed segment", () => {
	it("reads back as the events that were sealed, whoever owns what", async () => {
		await fc.assert(
			fc.asyncProperty(fc.array(anyEvent, { maxLength: 6 }), async (events) => {
				const keyring = memoryKeyring();
				const read = await readEvents(await sealSegment(events, {}, keyring), keyring);
				expect(read.map(({ event }) => event)).toEqual(events);
				expect(read.map(({ ref }) => ref)).toEqual(events.map((_, index) => ({ lane: 0, seq: 0, index })));
				for (const { erased, receivedAt } of read) expect([erased, receivedAt]).toEqual([[], noon]);
			}),
			{ numRuns: 300 },
		);
	});

	it("shows nothing of its events in any stored byte", async () => {
		const item = await sealSegment([login]);
		const stored = Buffer.concat([
			item.header,
			item.prevHash,
			item.segmentHash,
			item.commitments,
			item.body ?? new Uint8Array(),
		]).toString("latin1");
		for (const text of ["marker", "login", "203.0.113.7", "e1"]) expect(stored).not.toContain(text);
	});

	it("ends where a write unit ends, whatever is in it", async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(anyEvent, { maxLength: 40 }),
				fc.nat({ max: 2 ** 40 }),
				fc.nat({ max: 255 }),
				async (events, seq, at) => {
					const size = itemSize(await sealSegment(events, { seq, lane: lane(at) }));
					// A few bytes are kept back for lanes and numbers with more digits.
					expect(size % 1024 === 0 || size % 1024 > 1010).toBe(true);
				},
			),
			{ numRuns: 100 },
		);
	});

	it("loses an owner's values with the owner's key, and nothing else", async () => {
		const keyring = memoryKeyring();
		const item = await sealSegment(
			[
				login,
				{ ...login, id: "e2", subject: { type: "patient", id: "other" }, resource: { type: "job", id: "j" } },
			],
			{},
			keyring,
		);
		const subject = await keyring.findOwner(acme, { type: "patient", id: "marker-subject" });
		keyring.erase(subject?.id ?? "");
		const [first, second] = await readEvents(item, keyring);
		expect(first?.erased).toEqual([subject?.id]);
		expect(first?.owners.subject).toBe(subject?.id);
		expect(first?.event).toEqual({
			id: "e1",
			occurredAt: login.occurredAt,
			action: "user.login",
			actor: login.actor,
			resource: { type: "account", id: `erased:${subject?.id}` },
			outcome: "failure",
			subject: { type: "patient", id: `erased:${subject?.id}` },
			context: login.context,
		});
		expect(Object.keys(first?.tokens ?? {})).toEqual(["actor", "action", "ip", "outcome"]);
		expect(second?.erased).toEqual([]);
		expect(second?.event.personal).toEqual(login.personal);
	});

	it("keeps what a person did when only that person is erased", async () => {
		const keyring = memoryKeyring();
		const item = await sealSegment([login], {}, keyring);
		keyring.erase((await keyring.findOwner(acme, { type: "user", id: "marker-actor" }))?.id ?? "");
		const [read] = await readEvents(item, keyring);
		expect(read?.event.actor).toMatchObject({
			type: "user",
			id: expect.stringMatching(/^erased:/),
			onBehalfOf: login.actor.onBehalfOf,
		});
		expect(read?.event.context).toBeUndefined();
		expect(read?.event.personal).toEqual(login.personal);
	});

	it("has one box for a person who is actor and subject at once", async () => {
		const keyring = memoryKeyring();
		const self = { ...login, subject: { type: "user", id: "marker-actor" } };
		const [read] = await readEvents(await sealSegment([self], {}, keyring), keyring);
		expect(read?.owners.actor).toBe(read?.owners.subject);
		expect(read?.event).toEqual(self);
	});

	it("has the same tokens for the same values, others for others, and none that a value alone would give", async () => {
		const keyring = memoryKeyring();
		const [a, b, c] = await readEvents(
			await sealSegment(
				[
					login,
					{ ...login, id: "e2" },
					{ ...login, action: "user.logout", actor: { type: "user", id: "x" } },
				],
				{},
				keyring,
			),
			keyring,
		);
		expect(a?.tokens).toEqual(b?.tokens);
		expect(Object.keys(a?.tokens ?? {})).toEqual(["actor", "resource", "action", "ip", "outcome", "subject"]);
		expect([c?.tokens.actor, c?.tokens.action]).not.toContain(a?.tokens.actor);
		expect(c?.tokens.action).not.toBe(a?.tokens.action);
		expect(c?.tokens.subject).toBe(a?.tokens.subject);
	});

	it("is read as empty once its body was pruned", async () => {
		const item = await sealSegment([login]);
		expect(await readEvents({ ...item, body: undefined }, memoryKeyring())).toEqual([]);
	});

	it("does not open with any byte of its body changed, nor under another header", async () => {
		const keyring = memoryKeyring();
		const item = await sealSegment([login], {}, keyring);
		const other = await sealSegment(
			[login],
			{ seq: 1, random: (size) => new Uint8Array(size).fill(9) },
			keyring,
		);
		await expect(readEvents({ ...item, body: other.body }, keyring)).rejects.toMatchObject({
			code: "ciphertext-invalid",
		});
		for (const at of [0, 11, 12, 500, (item.body?.length ?? 0) - 1]) {
			const body = Uint8Array.from(item.body ?? []);
			body[at] = (body[at] ?? 0) ^ 1;
			await expect(readEvents({ ...item, body }, keyring)).rejects.toMatchObject({
				code: "ciphertext-invalid",
			});
		}
	});

	it("is refused over 320 KB of event bytes, boxes included", async () => {
		const big = (owned: boolean): NormalisedEvent => ({
			...login,
			actor: { type: "service", id: "s" },
			...(owned ? {} : { subject: undefined as never }),
			resource: { type: "a", id: "b" },
			details: Object.fromEntries(Array.from({ length: 11 }, (_, i) => [`n${i}`, "x".repeat(15_000)])),
		});
		for (const owned of [true, false]) {
			expect((await sealSegment([big(owned)])).commitments).toHaveLength(32);
			await expect(sealSegment([big(owned), big(owned)])).rejects.toMatchObject({ code: "batch-too-large" });
		}
	});
});

describe("a segment header", () => {
	it("has one encoding: what decodes encodes to the same bytes, and every other byte string is refused", async () => {
		const { header } = await sealSegment([login]);
		expect(Buffer.from(encodeHeader(decodeHeader(header)))).toEqual(Buffer.from(header));
		for (let length = 0; length < header.length; length++) {
			expect(() => decodeHeader(header.subarray(0, length))).toThrow(
				expect.objectContaining({ code: "format-invalid" }),
			);
		}
		expect(() => decodeHeader(Buffer.concat([header, Buffer.alloc(1)]))).toThrow("has bytes after its end");
		expect(() => decodeHeader(Buffer.concat([Buffer.from([2]), header.subarray(1)]))).toThrow("version");
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 300 }), fc.boolean(), (bytes, known) => {
				const input = known ? Buffer.concat([header.subarray(0, 6), bytes]) : bytes;
				try {
					expect(Buffer.from(encodeHeader(decodeHeader(input)))).toEqual(Buffer.from(input));
				} catch (error) {
					expect(error).toMatchObject({ name: "AuditTrailError" });
				}
			}),
		);
	});
});

describe("a long box", () => {
	const long = (length: number): NormalisedEvent => ({
		...login,
		details: Object.fromEntries(Array.from({ length }, (_, i) => [`n${i}`, "marker ß語 ".repeat(200)])),
	});
	it("is compressed inside and reads back", async () => {
		const keyring = memoryKeyring();
		const item = await sealSegment([long(20)], {}, keyring);
		expect(item.body?.length).toBeLessThan(4096);
		expect((await readEvents(item, keyring))[0]?.event).toEqual(long(20));
	});
	it("counts against the limit of a batch as it was before", async () => {
		const keyring = memoryKeyring();
		const item = await sealSegment([long(160)], {}, keyring);
		expect((await readEvents(item, keyring))[0]?.event).toEqual(long(160));
		await expect(sealSegment([long(200)])).rejects.toMatchObject({ code: "batch-too-large" });
	});
});
