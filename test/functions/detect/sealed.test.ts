import { randomBytes } from "node:crypto";
import type { KMSClient } from "@aws-sdk/client-kms";
import type { SNSClient } from "@aws-sdk/client-sns";
import type { AttributeValue, DynamoDBRecord } from "aws-lambda";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bindDetect } from "../../../functions/detect/bind.ts";
import { bindIndex } from "../../../functions/index/bind.ts";
import { openGroup } from "../../../src/incidents/open-group.ts";
import { genesisHash } from "../../../src/ledger/genesis.ts";
import { lane, seq, tenantId } from "../../../src/ledger/identifiers.ts";
import { placeSegment } from "../../../src/ledger/place-segment.ts";
import { prepareSegment } from "../../../src/ledger/prepare-segment.ts";
import { addressMonth } from "../../../src/ledger/read-events.ts";
import type { SegmentItem } from "../../../src/ledger/segment-item.ts";
import { sha256 } from "../../../src/ledger/sha256.ts";
import { partEvent } from "../../../src/people/ownership.ts";
import { sampleDay } from "../../../src/sample/sample-day.ts";
import { incidentStore } from "../../../stores/incidents.ts";
import { keyring } from "../../../stores/keyring.ts";
import { ledgerStore } from "../../../stores/ledger.ts";
import { openTables } from "../../stores/tables.ts";

const tenant = tenantId("harbour");
const LANES = 3;
const day = Date.UTC(2026, 2, 2);

/** Wraps data keys by giving them out in the clear: what KMS does is not looked at here. */
const kms = {
	send: async ({ input }: { input: { CiphertextBlob?: Uint8Array } }) => {
		const key = input.CiphertextBlob ?? randomBytes(32);
		// Copies: whoever gets a plaintext key may wipe it.
		return { CiphertextBlob: Uint8Array.from(key), Plaintext: Uint8Array.from(key) };
	},
} as unknown as KMSClient;

let tables: Awaited<ReturnType<typeof openTables>>;
beforeAll(async () => {
	tables = await openTables("Ledger", "Keys", "Watch", "Incidents");
});
afterAll(() => tables.close());

const image = (item: SegmentItem) => {
	const bytes = (value: Uint8Array = new Uint8Array()): AttributeValue => ({
		B: Buffer.from(value).toString("base64"),
	});
	return {
		lane: { S: `${item.tenant}#${item.lane}` },
		seq: { N: String(item.seq) },
		header: bytes(item.header),
		prevHash: bytes(item.prevHash),
		segmentHash: bytes(item.segmentHash),
		commitments: bytes(item.commitments),
		body: bytes(item.body),
	};
};

describe("the sample day, sealed as ingest seals it and read by the bound functions", () => {
	it("ends in exactly the planted incidents, with values for whoever holds the keys, and nothing to say of tampering", async () => {
		const { dynamodb } = tables;
		const keys = keyring({ dynamodb, kms, table: "Keys", now: () => day, envelopeKey: "envelope" });
		const ledger = ledgerStore(dynamodb, "Ledger");
		const sample = sampleDay(3, day, 600);
		const records: DynamoDBRecord[] = [];
		const heads = new Map<number, SegmentItem>();
		for (let at = 0; at < sample.events.length; at += 100) {
			const events = sample.events
				.slice(at, at + 100)
				.map((event) => partEvent({ ...event, id: event.id ?? "" }));
			const shares = events.flatMap((event) => event.shares);
			const owners = await keys.owners(
				tenant,
				shares.map(({ person }) => person),
			);
			const address = await keys.addressKey(tenant, addressMonth(day));
			if (!address) throw new Error("no key of the month");
			const prepared = prepareSegment({
				tenant,
				receivedAt: day,
				retentionClass: "standard",
				keepUntil: day * 2,
				events,
				ownerOf(share) {
					const owner = owners[shares.indexOf(share)];
					if (!owner?.key) throw new Error("no owner");
					return { id: owner.id, key: owner.key };
				},
				tokenKeys: {
					token: await keys.tokenKey(tenant),
					address,
				},
				dataKey: await keys.sealingKey(tenant),
				random: randomBytes,
			});
			const place = lane((at / 100) % LANES);
			const before = heads.get(place);
			const item = placeSegment(prepared, {
				lane: place,
				seq: seq(before ? before.seq + 1 : 0),
				prev: before?.segmentHash ?? genesisHash(sha256, tenant, place),
				segmentId: randomBytes(16),
				nonce: randomBytes(12),
			});
			heads.set(place, item);
			await ledger.put(item);
			const NewImage = image(item);
			const { lane: laneKey, seq: number } = NewImage;
			records.push({
				eventName: "INSERT",
				dynamodb: {
					Keys: { lane: laneKey, seq: number },
					NewImage,
					SequenceNumber: String(records.length),
					ApproximateCreationDateTime: day / 1000,
				},
			});
		}
		const published: string[] = [];
		const sns = {
			send: async ({ input }: { input: { Message?: string } }) => void published.push(input.Message ?? ""),
		} as unknown as SNSClient;
		const names = {
			LEDGER_TABLE: "Ledger",
			WATCH_TABLE: "Watch",
			INCIDENTS_TABLE: "Incidents",
			ALERTS_TOPIC: "topic",
			PUBLIC_URL: "https://audit.example",
		};
		const detect = bindDetect({ dynamodb, sns }, keys, {
			...names,
			MAX_LOGIN_ATTEMPTS: 3,
			ALERT_THRESHOLD_SECONDS: 300,
		});
		const index = bindIndex({ dynamodb, sns }, keys, names);
		const context = { getRemainingTimeInMillis: () => 60_000 };
		for (const handle of [detect, index, detect])
			expect(await handle({ Records: records }, context)).toEqual({ batchItemFailures: [] });

		const { incidents } = await incidentStore(dynamodb, "Incidents").list(tenant);
		const found = await Promise.all(
			incidents.map(async ({ rule, values, count }) => ({
				rule,
				group: await openGroup(tenant, values, keys),
				count,
			})),
		);
		const sorted = (all: readonly object[]) => all.map((one) => JSON.stringify(one)).sort();
		expect(sorted(found)).toEqual(sorted(sample.incidents));
		expect(published).toHaveLength(sample.incidents.length);
		expect(published.join()).not.toMatch(/198\.51\.100\.23|staff-00/);
	});
});
