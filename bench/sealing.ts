import { createCipheriv, createHmac, createSecretKey, hash, type KeyObject, randomBytes } from "node:crypto";
import { randomPool } from "../functions/ingest/random-pool.ts";
import { eventIds } from "../src/event/event-id.ts";
import { judgeBatch } from "../src/event/judge-batch.ts";
import { readBatch } from "../src/event/read-batch.ts";
import { lane, seq, tenantId } from "../src/ledger/identifiers.ts";
import { placeSegment } from "../src/ledger/place-segment.ts";
import { prepareSegment } from "../src/ledger/prepare-segment.ts";
import { requestIdentity } from "../src/ledger/request-identity.ts";
import type { SegmentItem } from "../src/ledger/segment-item.ts";
import { partEvent } from "../src/people/ownership.ts";
import { personKey } from "../src/people/person.ts";

const tenant = tenantId("acme");
const classes = new Set(["standard"]);
const key = (): KeyObject => createSecretKey(randomBytes(32));
const newOwner = () => ({ id: randomBytes(16).toString("base64url"), key: key() });

/** Everything that ingest computes for a batch, from the bytes of the request to the item, with all keys in memory. */
export function sealer(): (body: Uint8Array) => SegmentItem {
	const token = key();
	const address = key();
	const dataKey = newOwner();
	const owners = new Map<string, ReturnType<typeof newOwner>>();
	const time = Date.UTC(2026, 10, 24);
	const random = randomPool();
	const prev = random(32);
	return (body) => {
		const batch = readBatch(body);
		const identity = requestIdentity(token, tenant, "credential", "idempotency-key", body);
		const verdicts = judgeBatch(batch, time, eventIds(time, identity.seed), classes);
		const events = verdicts.flatMap((verdict) =>
			verdict.status === "accepted" ? [partEvent(verdict.event)] : [],
		);
		if (events.length !== batch.length) throw new Error("the benchmark's events are not valid");
		for (const { shares } of events)
			for (const { person } of shares) {
				const name = personKey(person);
				if (!owners.has(name)) owners.set(name, newOwner());
			}
		const prepared = prepareSegment({
			tenant,
			receivedAt: time,
			retentionClass: "standard",
			keepUntil: time,
			events,
			ownerOf: ({ person }) => owners.get(personKey(person)) ?? dataKey,
			tokenKeys: { token, address },
			dataKey,
			random,
		});
		const place = { lane: lane(0), seq: seq(0), prev, segmentId: random(16), nonce: random(12) };
		return placeSegment(prepared, place);
	};
}

/** The least that such a record takes: for each event one SHA-256, one AES-256-GCM and four HMACs over the same bytes. */
export function cryptoFloor(): (events: readonly Uint8Array[]) => void {
	const secret = key();
	const fields = ["actor:user:u-10012", "resource:object:invoices", "action:object.read", "ip:203.0.113.7"];
	return (events) => {
		for (const event of events) {
			hash("sha256", event, "buffer");
			const cipher = createCipheriv("aes-256-gcm", secret, randomBytes(12));
			cipher.update(event);
			cipher.final();
			cipher.getAuthTag();
			for (const field of fields) createHmac("sha256", secret).update(field).digest();
		}
	};
}
