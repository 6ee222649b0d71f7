import { createSecretKey, type KeyObject } from "node:crypto";
import type { NormalisedEvent } from "../src/event/event.ts";
import { eventIds } from "../src/event/event-id.ts";
import { eventSalt } from "../src/ledger/commitments.ts";
import { genesisHash } from "../src/ledger/genesis.ts";
import { lane, seq, tenantId } from "../src/ledger/identifiers.ts";
import { placeSegment } from "../src/ledger/place-segment.ts";
import { prepareSegment } from "../src/ledger/prepare-segment.ts";
import { requestIdentity } from "../src/ledger/request-identity.ts";
import { decodeBody, openBody } from "../src/ledger/segment-body.ts";
import { decodeHeader } from "../src/ledger/segment-header.ts";
import { sha256 } from "../src/ledger/sha256.ts";
import { storedEvents } from "../src/ledger/stored-event.ts";
import { boxSecret, FRESH, openBox } from "../src/people/owner-box.ts";
import { partEvent } from "../src/people/ownership.ts";
import { personKey } from "../src/people/person.ts";
import { personLookup } from "../src/people/person-lookup.ts";
import { deriveKey, wrapKey } from "../src/people/wrapped-key.ts";
import { eventTokens } from "../src/search/event-tokens.ts";
import { tokenText } from "../src/search/token.ts";
import { type Document, documentScript } from "./document.ts";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
/** 32 bytes that are told from others at a glance. */
const filled = (byte: number, size = 32): Buffer => Buffer.alloc(size, byte);
const key = (byte: number): KeyObject => createSecretKey(filled(byte));
const id = (byte: number): string => filled(byte, 16).toString("base64url");

const tenant = tenantId("acme");
const receivedAt = Date.UTC(2026, 10, 23, 12);
const keys = { data: 0x11, token: 0x22, address: 0x33, ada: 0x44, patient: 0x55, people: 0x66 };
const owners = new Map([
	["user\0ada", { id: id(0xa1), key: key(keys.ada) }],
	["patient\0p-7", { id: id(0xa2), key: key(keys.patient) }],
]);

const events: NormalisedEvent[] = [
	{
		id: "e-1",
		occurredAt: "2026-11-23T11:59:00.000Z",
		action: "record.read",
		actor: { type: "user", id: "ada" },
		resource: { type: "record", id: "p-7" },
		outcome: "success",
		subject: { type: "patient", id: "p-7" },
		reason: "treatment",
		context: { ip: "203.0.113.7", sessionId: "s-1" },
	},
	{
		id: "e-2",
		occurredAt: "2026-11-23T11:59:01.000Z",
		action: "job.run",
		actor: { type: "service", id: "cron" },
		resource: { type: "job", id: "nightly" },
		outcome: "failure",
		details: { message: "out of disk" },
	},
];

/** Random bytes are 00 01 02 … in the order in which they are drawn. */
function counted(): (size: number) => Uint8Array {
	let count = 0;
	return (size) => Uint8Array.from({ length: size }, () => count++ & 0xff);
}

function segment() {
	const random = counted();
	const parted = events.map(partEvent);
	const prepared = prepareSegment({
		tenant,
		receivedAt,
		retentionClass: "standard",
		keepUntil: receivedAt + 86_400_000,
		events: parted,
		ownerOf: ({ person }) => {
			const owner = owners.get(personKey(person));
			if (!owner) throw new Error("a person without a key in the vectors");
			return owner;
		},
		tokenKeys: { token: key(keys.token), address: key(keys.address) },
		dataKey: { id: id(0xd1), key: key(keys.data) },
		random,
	});
	const attempt = {
		lane: lane(3),
		seq: seq(0),
		prev: genesisHash(sha256, tenant, lane(3)),
		segmentId: random(16),
		nonce: random(12),
	};
	const item = placeSegment(prepared, attempt);
	const body = item.body ?? new Uint8Array();
	const header = decodeHeader(item.header);
	const plaintext = openBody(key(keys.data), header, body);
	const content = decodeBody(plaintext);
	const salt = (index: number) => {
		const output = new Uint8Array(32);
		eventSalt(content.salt, index, output, 0);
		return hex(output);
	};
	return {
		given: {
			tenant,
			lane: 3,
			seq: 0,
			receivedAt,
			retentionClass: "standard",
			keepUntil: receivedAt + 86_400_000,
			dataKeyId: hex(filled(0xd1, 16)),
			random: "00 01 02 … in the order: segment salt, fresh of each box, segment id, nonce",
			events,
		},
		genesisHash: hex(attempt.prev),
		segmentSalt: hex(content.salt),
		events: storedEvents(content, events.length).map(({ bytes, boxes }, index) => ({
			eventBytes: hex(bytes),
			salt: salt(index),
			commitment: hex(item.commitments.subarray(32 * index, 32 * index + 32)),
			boxes: boxes.map(({ owner, roles, box }) => {
				const known = [...owners.values()].find((each) => each.id === owner);
				if (!known) throw new Error("a box of nobody in the vectors");
				return {
					owner,
					roles,
					box: hex(box),
					boxSecret: hex(boxSecret(known.key, box.subarray(0, FRESH))),
					text: openBox(known.key, box).toString(),
				};
			}),
			tokens: tokensOf(index),
		})),
		tokensSalt: salt(0xffff),
		tokensDigest: hex(header.tokensDigest),
		eventRoot: hex(header.eventRoot),
		plaintext: hex(plaintext),
		body: hex(body),
		bodyDigest: hex(header.bodyDigest),
		header: hex(item.header),
		segmentHash: hex(item.segmentHash),
	};
}

function tokensOf(index: number): Record<string, string> {
	const event = events[index];
	if (!event) return {};
	const { shares, resourceShare } = partEvent(event);
	const keyOf = (share: (typeof shares)[number] | undefined) =>
		share && owners.get(personKey(share.person))?.key;
	const tokens: Record<string, string> = {};
	eventTokens(
		{
			actor: event.actor,
			actorKey: keyOf(shares.find(({ roles }) => roles.includes("a"))) ?? key(keys.token),
			resource: event.resource,
			resourceKey: keyOf(resourceShare) ?? key(keys.token),
			action: event.action,
			ip: event.context?.ip,
			outcome: event.outcome,
			subject: event.subject,
			subjectKey: keyOf(shares.find(({ roles }) => roles.includes("s"))),
		},
		{ token: key(keys.token), address: key(keys.address) },
		(field, token) => {
			tokens[field] = tokenText(token);
		},
	);
	return tokens;
}

function request() {
	const body = Buffer.from("[]");
	const identity = requestIdentity(key(keys.token), tenant, "key-1", "batch-1", body);
	return {
		given: { credential: "key-1", idempotencyKey: "batch-1", body: "[]", time: receivedAt },
		name: identity.name,
		body: hex(identity.body),
		firstEventId: eventIds(receivedAt, identity.seed)(0),
	};
}

function people() {
	const name = { tenant, kind: "owner", id: id(0xa1) } as const;
	return {
		given: {
			peopleKey: hex(filled(keys.people)),
			person: { type: "user", id: "ada" },
			nonce: hex(filled(9, 12)),
		},
		lookup: personLookup(deriveKey(key(keys.people), "lookup"), { type: "user", id: "ada" }),
		wrappedOwnerKey: hex(wrapKey(deriveKey(key(keys.people), "wrap"), filled(9, 12), name, filled(keys.ada))),
	};
}

/** One whole segment with everything between the events and the segment hash, made from fixed inputs. */
export const vectors: Document = {
	name: "vectors.json",
	render: () => {
		const named = Object.fromEntries(Object.entries(keys).map(([name, byte]) => [name, hex(filled(byte))]));
		const all = { format: 1, keys: named, segment: segment(), request: request(), people: people() };
		return `${JSON.stringify(all, null, "\t")}\n`;
	},
};

if (import.meta.main) documentScript(vectors);
