import { createHash, createSecretKey, randomBytes } from "node:crypto";
import {
	type AttributeValue,
	type DynamoDBClient,
	PutItemCommand,
	QueryCommand,
} from "@aws-sdk/client-dynamodb";
import { ingester } from "../functions/ingest/ingest.ts";
import { tenantId } from "../src/ledger/identifiers.ts";
import { personKey } from "../src/people/person.ts";
import { ledgerStore } from "../stores/ledger.ts";
import { requestStore } from "../stores/requests.ts";
import { benchEvents, type Scene } from "./events.ts";

const named = (name: string) => createHash("sha256").update(name).digest();
const keyOf = (name: string) => ({
	id: named(name).subarray(0, 16).toString("base64url"),
	key: createSecretKey(named(name)),
});

/**
 * Write units per event of the real story and stores, idempotency included, for known people in a lane in use. The
 * items are weighed as DynamoDB does (a test holds this against the local cloud's own count).
 */
export async function writeUnits(scene: Scene, events: number): Promise<number> {
	let units = 0;
	const client = {
		send: async (command: unknown) => {
			if (command instanceof PutItemCommand) units += Math.ceil(itemSize(command.input.Item ?? {}) / 1024);
			else if (!(command instanceof QueryCommand)) throw new Error("a call that no batch needs");
			return { Items: [] };
		},
		// The stores send commands and nothing else.
	} as unknown as DynamoDBClient;
	const ingest = ingester({
		ledger: ledgerStore(client, "Ledger"),
		requests: requestStore(client, "Requests"),
		lanes: { register: async () => {} },
		keyring: {
			sealingKey: async () => keyOf("events"),
			tokenKey: async () => keyOf("tokens").key,
			addressKey: async () => keyOf("address").key,
			owners: async (_, people) => people.map((person) => keyOf(personKey(person))),
		},
		clock: { now: () => Date.UTC(2026, 10, 24), sleep: async () => {} },
		random: randomBytes,
		retentionDays: 2555,
	});
	const body = Buffer.from(JSON.stringify(benchEvents(events, scene)));
	const deadline = Date.UTC(2026, 10, 25);
	await ingest({
		tenant: tenantId("acme"),
		credential: "credential-0123456789",
		key: "a-key",
		body,
		deadline,
	});
	return units / events;
}

/** Names and values; a number takes a byte for two digits and one more. */
const itemSize = (item: Record<string, AttributeValue>): number =>
	Object.entries(item).reduce((sum, [name, value]) => sum + name.length + valueSize(value), 0);

function valueSize({ S, N, B, BS }: AttributeValue): number {
	if (S !== undefined) return Buffer.byteLength(S);
	if (N !== undefined) return 1 + Math.ceil(N.length / 2);
	if (B !== undefined) return B.length;
	if (BS !== undefined) return BS.reduce((sum, bytes) => sum + bytes.length, 0);
	throw new Error("a type that no item of ingest has");
}
