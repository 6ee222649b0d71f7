import { randomBytes } from "node:crypto";
import { ScanCommand } from "@aws-sdk/client-dynamodb";
import { DisableKeyCommand } from "@aws-sdk/client-kms";
import { expect, test } from "vitest";
import { http } from "../../../functions/edge/http.ts";
import { ingestRoutes } from "../../../functions/ingest/routes.ts";
import { lane, tenantId } from "../../../src/ledger/identifiers.ts";
import { readEvents } from "../../../src/ledger/read-events.ts";
import { keyring, readingKeyring } from "../../../stores/keyring.ts";
import { laneStore } from "../../../stores/lanes.ts";
import { ledgerStore } from "../../../stores/ledger.ts";
import { requestStore } from "../../../stores/requests.ts";
import { leastEvent } from "../../src/event/sample-event.ts";
import { ledgerCloud } from "../../stores/ledger-cloud.ts";
import { lambdaContext, requestEvent } from "../edge/request-event.ts";

const acme = tenantId("acme");

/** The handler over the real stores, DynamoDB and KMS. */
async function setting() {
	const cloud = await ledgerCloud();
	const { dynamodb, kms, tables, envelopeKey } = cloud;
	const lines: string[] = [];
	const clock = { now: () => Date.now(), sleep: async () => {} };
	const sources = { dynamodb, kms, table: tables.keys, now: clock.now };
	const worker = () =>
		http(
			ingestRoutes({
				ledger: ledgerStore(dynamodb, tables.ledger),
				requests: requestStore(dynamodb, tables.requests),
				lanes: laneStore(dynamodb, tables.tenants),
				keyring: keyring({ ...sources, envelopeKey }),
				clock,
				random: randomBytes,
				retentionDays: 2555,
			}),
			{ clock, log: (level, fields) => lines.push(JSON.stringify({ level, ...fields })) },
		);
	const call = async (
		handler: ReturnType<typeof worker>,
		body: unknown,
		headers: Record<string, string> = {},
		role = "producer",
	) => {
		const result = await handler(
			requestEvent({
				method: "POST",
				path: "/v1/events",
				headers,
				body: typeof body === "string" ? body : JSON.stringify(body),
				caller: { tenant: acme, role, credential: "k1" },
			}),
			lambdaContext(),
		);
		return {
			status: result.statusCode,
			type: result.headers?.["Content-Type"],
			json: JSON.parse(result.body),
		};
	};
	return { ...cloud, lines, worker, call, reader: () => readingKeyring(sources) };
}

test("an event becomes a segment that another function reads", async () => {
	const { worker, call, dynamodb, tables, reader } = await setting();
	const event = {
		...leastEvent,
		id: "e1",
		actor: { type: "user", id: "ada" },
		context: { ip: "203.0.113.7" },
	};
	const { status, json } = await call(worker(), [event], { "Idempotency-Key": "key-1" });
	expect(status).toBe(200);
	expect(json).toEqual({
		results: [
			{
				id: "e1",
				status: "accepted",
				receipt: {
					ref: "0.0.0",
					lane: 0,
					seq: 0,
					index: 0,
					segmentHash: expect.stringMatching(/^[0-9a-f]{64}$/),
				},
			},
		],
	});
	const [item] = await ledgerStore(dynamodb, tables.ledger).segments(acme, lane(0), 0, 10);
	if (!item) throw new Error("nothing was stored");
	expect(Buffer.from(item.segmentHash).toString("hex")).toBe(json.results[0].receipt.segmentHash);
	const [read] = await readEvents(item, reader());
	expect(read?.event).toEqual({ ...event, occurredAt: "2026-11-23T08:15:00.000Z" });
	expect(await laneStore(dynamodb, tables.tenants).lanes(acme)).toEqual([0]);
});

test("a reply that is lost after each of the writes leaves one event and one answer", async () => {
	const { worker, call, faults, dynamodb, tables } = await setting();
	await call(worker(), leastEvent);
	for (const [target, after] of [
		["dynamodb:PutItem", 0],
		["dynamodb:PutItem", 1],
		["dynamodb:UpdateItem", 0],
		["dynamodb:Query", 0],
	] as const) {
		const key = { "Idempotency-Key": `${target}-${after}` };
		const handler = worker();
		await call(handler, leastEvent);
		faults.plant({ name: "reply-lost", target, after });
		const first = await call(handler, leastEvent, key);
		faults.clear();
		const again = await call(worker(), leastEvent, key);
		expect(again.status).toBe(200);
		if (first.status === 200) expect(first.json).toEqual(again.json);
		else expect(first.status).toBe(503);
		expect((await call(handler, leastEvent, key)).json).toEqual(again.json);
	}
	const ids = new Set<string>();
	const segments = await ledgerStore(dynamodb, tables.ledger).segments(acme, lane(0), 0, 100);
	for (const { segmentHash } of segments) ids.add(Buffer.from(segmentHash).toString("hex"));
	// The first event, and for each fault one to warm up and one to lose.
	expect(segments).toHaveLength(1 + 4 * 2);
});

test("with its key disabled nothing is stored and the answer says so", async () => {
	const { worker, call, kms, envelopeKey, dynamodb, tables } = await setting();
	await kms.send(new DisableKeyCommand({ KeyId: envelopeKey }));
	const { status, json, type } = await call(worker(), leastEvent, { "Idempotency-Key": "k" });
	expect([status, json.code, type]).toEqual([503, "key-unavailable", "application/problem+json"]);
	for (const TableName of Object.values(tables))
		expect((await dynamodb.send(new ScanCommand({ TableName }))).Items).toEqual([]);
});

test("a batch without a valid event is a problem document with a result for each", async () => {
	const { worker, call, lines } = await setting();
	const { status, json, type } = await call(worker(), [{ marker: 1 }, { ...leastEvent, outcome: "marker" }]);
	expect([status, type, json.code]).toEqual([400, "application/problem+json", "event-invalid"]);
	expect(json.results).toHaveLength(2);
	expect(lines.join()).not.toContain("marker");
});

test.each([
	[
		"a key that no client should send",
		leastEvent,
		{ "Idempotency-Key": "a b" },
		"producer",
		400,
		"request-invalid",
	],
	[
		"another media type",
		leastEvent,
		{ "Content-Type": "text/plain" },
		"producer",
		415,
		"media-type-unsupported",
	],
	["a role that may not write", leastEvent, {}, "auditor", 403, "permission-denied"],
	["megabytes", `[${" ".repeat(5_000_000)}]`, {}, "producer", 413, "batch-too-large"],
	["a polluted prototype", '{"__proto__":{"x":1}}', {}, "producer", 400, "body-ambiguous"],
])("%s is refused", async (_, body, headers, role, status, code) => {
	const { worker, call } = await setting();
	const answer = await call(worker(), body, headers as Record<string, string>, role);
	expect([answer.status, answer.json.code]).toEqual([status, code]);
});

test("a batch costs two calls with everything in memory, and one more for up to 100 people that are not", async () => {
	const { worker, call, counted } = await setting();
	const handler = worker();
	const people = (names: string[]) => names.map((id) => ({ ...leastEvent, actor: { type: "user", id } }));
	await call(handler, people(["ada", "max", "lise"]), { "Idempotency-Key": "1" });
	counted();
	await call(handler, people(["ada", "max"]), { "Idempotency-Key": "2" });
	expect(counted().calls).toEqual(["PutItemCommand", "PutItemCommand"]);
	const other = worker();
	await call(other, people(["ada"]), { "Idempotency-Key": "3" });
	counted();
	await call(other, people(["max", "lise"]), { "Idempotency-Key": "4" });
	expect(counted().calls.sort()).toEqual(["BatchGetItemCommand", "PutItemCommand", "PutItemCommand"]);
});
