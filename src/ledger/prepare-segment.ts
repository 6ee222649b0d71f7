import type { KeyObject } from "node:crypto";
import { AuditTrailError } from "../errors.ts";
import { FRESH } from "../people/owner-box.ts";
import type { PartedEvent, Share } from "../people/ownership.ts";
import { eventTokens } from "../search/event-tokens.ts";
import { TokensDigest } from "../search/tokens-digest.ts";
import { COMMITMENT_PREFIX, eventSalt, startCommitment } from "./commitments.ts";
import { domains } from "./domains.ts";
import type { TenantId } from "./identifiers.ts";
import { sealShares } from "./seal-shares.ts";
import { encodeBody, MAX_EVENT_BYTES, SEALING } from "./segment-body.ts";
import { headerLength } from "./segment-header.ts";
import { paddedBody } from "./segment-size.ts";
import { sha256 } from "./sha256.ts";
import { HASH, treeRoot } from "./tree.ts";

/** A person's id and key for the time of sealing. */
export interface BoxOwner {
	id: string;
	key: KeyObject;
}

export interface SegmentContent {
	tenant: TenantId;
	/** Milliseconds since 1970. */
	receivedAt: number;
	retentionClass: string;
	/** Milliseconds since 1970. */
	keepUntil: number;
	events: readonly PartedEvent[];
	/** The owner of each share. */
	ownerOf(share: Share): BoxOwner;
	tokenKeys: { token: KeyObject; address: KeyObject };
	/** `id` is 22 characters of base64url (16 bytes). */
	dataKey: BoxOwner;
	/** Fresh random bytes. */
	random(size: number): Uint8Array;
}

/** A segment that has everything but its place: all of the work that need not be done again after a conflict. */
export interface PreparedSegment {
	tenant: TenantId;
	receivedAt: number;
	retentionClass: string;
	keepUntil: number;
	count: number;
	commitments: Uint8Array;
	eventRoot: Uint8Array;
	tokensDigest: Uint8Array;
	plaintext: Uint8Array;
	dataKey: { id: Uint8Array; key: KeyObject };
}

const SALT_OF_TOKENS = 0xffff;
const LINE_FEED = 0x0a;
/** Bytes of clear JSON that most events stay under; more is found as it comes. */
const TYPICAL_LINE = 1536;

/**
 * Boxes the personal values, commits to every event, compresses. Throws `batch-too-large` where the event bytes
 * (clear JSON and boxes) are over 320 KB.
 */
export function prepareSegment(content: SegmentContent): PreparedSegment {
	const { events, random } = content;
	const salt = random(HASH);
	const boxCount = events.reduce((sum, { shares }) => sum + shares.length, 0);
	const fresh = random(boxCount * FRESH);
	let freshAt = 0;

	let lines = Buffer.allocUnsafe(events.length * TYPICAL_LINE);
	const boxes: Buffer[] = [];
	const commitments = new Uint8Array(events.length * HASH);
	const digest = new TokensDigest(events.length);
	let input = Buffer.allocUnsafe(4096);
	startCommitment(input);
	let linesAt = 0;
	let boxBytes = 0;
	let counted = 0;

	for (const [index, event] of events.entries()) {
		const sealed = sealShares(event.shares, content.ownerOf, fresh, freshAt);
		freshAt += event.shares.length * FRESH;
		const { descriptors } = sealed;
		const json = JSON.stringify(
			descriptors.length === 0 ? event.clear : { ...event.clear, boxes: descriptors },
		);
		// A UTF-16 unit takes at most three bytes: enough room without measuring first.
		const room = COMMITMENT_PREFIX + json.length * 3 + 1 + sealed.length;
		if (room > input.length) {
			input = Buffer.allocUnsafe(room * 2);
			startCommitment(input);
		}
		const lineEnd = COMMITMENT_PREFIX + input.write(json, COMMITMENT_PREFIX) + 1;
		input[lineEnd - 1] = LINE_FEED;
		const lineLength = lineEnd - COMMITMENT_PREFIX;
		boxBytes += sealed.length;
		counted += lineLength + sealed.counted;
		if (counted > MAX_EVENT_BYTES) throw new AuditTrailError("batch-too-large");
		if (linesAt + lineLength > lines.length) {
			const wider = Buffer.allocUnsafe(2 * (linesAt + lineLength));
			lines.copy(wider, 0, 0, linesAt);
			lines = wider;
		}
		input.copy(lines, linesAt, COMMITMENT_PREFIX, lineEnd);
		linesAt += lineLength;
		let end = lineEnd;
		for (const box of sealed.boxes) {
			input.set(box, end);
			end += box.length;
			boxes.push(box);
		}
		eventSalt(salt, index, input, domains.event.length);
		sha256(input.subarray(0, end), commitments, index * HASH);
		addTokens(digest, index, event, content);
	}

	eventSalt(salt, SALT_OF_TOKENS, digest.salt, 0);
	const { tenant, retentionClass } = content;
	const header = headerLength(tenant, retentionClass);
	return {
		tenant,
		receivedAt: content.receivedAt,
		retentionClass,
		keepUntil: content.keepUntil,
		count: events.length,
		commitments,
		eventRoot: treeRoot(sha256, commitments),
		tokensDigest: digest.end(),
		plaintext: encodeBody(
			{ salt, lines: lines.subarray(0, linesAt), boxes: Buffer.concat(boxes, boxBytes) },
			(length) => paddedBody(tenant.length, header, events.length, length + SEALING) - SEALING,
		),
		dataKey: { id: Buffer.from(content.dataKey.id, "base64url"), key: content.dataKey.key },
	};
}

function addTokens(digest: TokensDigest, index: number, parted: PartedEvent, content: SegmentContent): void {
	const { event, shares, resourceShare } = parted;
	const { tokenKeys, ownerOf } = content;
	const keyOf = (role: Share["roles"][number]) => {
		for (const share of shares) if (share.roles.includes(role)) return ownerOf(share).key;
		return undefined;
	};
	eventTokens(
		{
			actor: event.actor,
			actorKey: keyOf("a") ?? tokenKeys.token,
			resource: event.resource,
			resourceKey: resourceShare ? ownerOf(resourceShare).key : tokenKeys.token,
			action: event.action,
			ip: event.context?.ip,
			outcome: event.outcome,
			subject: event.subject,
			subjectKey: keyOf("s"),
		},
		tokenKeys,
		(field, token) => digest.add(index, field, token),
	);
}
