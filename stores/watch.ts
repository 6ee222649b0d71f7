import {
	type AttributeValue,
	ConditionalCheckFailedException,
	DeleteItemCommand,
	type DynamoDBClient,
	GetItemCommand,
	PutItemCommand,
	QueryCommand,
	UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { type Bucket, decodeBucket, encodeBucket } from "../src/detection/bucket.ts";
import type { WindowKey } from "../src/detection/window-key.ts";
import type { OwedAlerts } from "../src/incidents/owed-alerts.ts";
import { type Lane, lane as parseLane, type TenantId } from "../src/ledger/identifiers.ts";
import { storeError } from "./store-error.ts";

/** The readers of the ledger's stream. */
export type Consumer = "detect" | "index";

/** How far a consumer has come in a lane. */
export interface Progress {
	consumer: Consumer;
	lane: Lane;
	/** The first segment number that it has not passed; everything before is done, effects included. */
	next: number;
	/** `index` only: hash of the segment before `next`, 32 bytes. */
	hash?: Uint8Array;
	/** Deliveries of segment `next` that failed for a reason that nobody foresaw. */
	attempts?: number;
}

/**
 * High-water marks and detection state. Reads are consistent. A write that threw may have been stored all the
 * same; the callers' stream delivers again, and every write here may be repeated.
 */
export interface WatchStore {
	progress(tenant: TenantId, consumer: Consumer, lane: Lane): Promise<Progress | undefined>;
	/** All marks of a tenant, both consumers. */
	allProgress(tenant: TenantId): Promise<Progress[]>;
	/** Moves a mark; one that is already further stays (two deliveries of one batch may overlap). */
	advance(tenant: TenantId, progress: Progress): Promise<void>;
	/** The buckets of one group from one number to another, both included, in order. */
	buckets(tenant: TenantId, window: WindowKey, from: number, to: number): Promise<StoredBucket[]>;
	/** Writes a bucket if its version is still the one that was read (`undefined`: there was none). */
	putBucket(
		tenant: TenantId,
		window: WindowKey,
		bucket: StoredBucket,
		readVersion: number | undefined,
		expiresAt: number,
	): Promise<"stored" | "conflict">;
}

/** Notes of alerts that may not be out yet, beside the detection state: they are hints and may be lost. */
export function owedAlerts(dynamodb: DynamoDBClient, table: string): OwedAlerts {
	const key = (tenant: TenantId, incident: string) => ({
		tenant: { S: tenant },
		item: { S: `owed#${incident}` },
	});
	return {
		async note(tenant, incident, at) {
			try {
				await dynamodb.send(
					new PutItemCommand({ TableName: table, Item: { ...key(tenant, incident), at: { N: String(at) } } }),
				);
			} catch (cause) {
				throw storeError(cause);
			}
		},
		async settle(tenant, incident) {
			try {
				await dynamodb.send(new DeleteItemCommand({ TableName: table, Key: key(tenant, incident) }));
			} catch (cause) {
				throw storeError(cause);
			}
		},
		async all(tenant) {
			const items = await query(dynamodb, table, tenant, "owed#", "owed#~");
			return items.map((item) => ({
				incident: item["item"]?.S?.slice("owed#".length) ?? "",
				at: Number(item["at"]?.N),
			}));
		},
	};
}

export interface StoredBucket extends Bucket {
	version: number;
}

export function watchStore(dynamodb: DynamoDBClient, table: string): WatchStore {
	const markKey = (tenant: TenantId, consumer: Consumer, lane: Lane) => ({
		tenant: { S: tenant },
		item: { S: `progress#${consumer}#${lane}` },
	});
	return {
		async progress(tenant, consumer, lane) {
			try {
				const { Item } = await dynamodb.send(
					new GetItemCommand({
						TableName: table,
						Key: markKey(tenant, consumer, lane),
						ConsistentRead: true,
					}),
				);
				return Item && mark(Item);
			} catch (cause) {
				throw storeError(cause);
			}
		},
		async allProgress(tenant) {
			const items = await query(dynamodb, table, tenant, "progress#", "progress#~");
			return items.map(mark);
		},
		async advance(tenant, { consumer, lane, next, hash, attempts }) {
			const remove = [...(hash ? [] : ["#hash"]), ...(attempts ? [] : ["attempts"])];
			try {
				await dynamodb.send(
					new UpdateItemCommand({
						TableName: table,
						Key: markKey(tenant, consumer, lane),
						UpdateExpression: `SET #next = :next${hash ? ", #hash = :hash" : ""}${attempts ? ", attempts = :attempts" : ""}${remove.length > 0 ? ` REMOVE ${remove.join(", ")}` : ""}`,
						// A mark never goes back: what lies before it would only be done again, but `--wait` trusts it.
						ConditionExpression: "attribute_not_exists(#next) OR #next <= :next",
						ExpressionAttributeNames: { "#next": "next", "#hash": "hash" },
						ExpressionAttributeValues: {
							":next": { N: String(next) },
							...(hash && { ":hash": { B: hash } }),
							...(attempts && { ":attempts": { N: String(attempts) } }),
						},
					}),
				);
			} catch (cause) {
				if (cause instanceof ConditionalCheckFailedException) return;
				throw storeError(cause);
			}
		},
		async buckets(tenant, window, from, to) {
			const items = await query(dynamodb, table, tenant, bucketKey(window, from), bucketKey(window, to));
			return items.map((item) => ({
				...decodeBucket(
					Number(item["item"]?.S?.split("#").at(-1)) - BUCKET_OFFSET,
					item["events"]?.B ?? new Uint8Array(),
				),
				version: Number(item["version"]?.N),
			}));
		},
		async putBucket(tenant, window, bucket, readVersion, expiresAt) {
			try {
				await dynamodb.send(
					new PutItemCommand({
						TableName: table,
						Item: {
							tenant: { S: tenant },
							item: { S: bucketKey(window, bucket.number) },
							events: { B: encodeBucket(bucket) },
							version: { N: String(bucket.version) },
							expiresAt: { N: String(Math.floor(expiresAt / 1000)) },
						},
						...(readVersion === undefined
							? { ConditionExpression: "attribute_not_exists(version)" }
							: {
									ConditionExpression: "version = :read",
									ExpressionAttributeValues: { ":read": { N: String(readVersion) } },
								}),
					}),
				);
				return "stored";
			} catch (cause) {
				if (cause instanceof ConditionalCheckFailedException) return "conflict";
				throw storeError(cause);
			}
		},
	};
}

/** Bucket numbers before 1970 are negative; the sort key must order them all the same. */
const BUCKET_OFFSET = 100_000_000_000;

const bucketKey = ({ rule, group, span }: WindowKey, bucket: number): string =>
	`window#${rule}#${group}#${span}#${String(bucket + BUCKET_OFFSET).padStart(12, "0")}`;

function mark(item: Record<string, AttributeValue>): Progress {
	const [, consumer, lane] = (item["item"]?.S ?? "").split("#");
	return {
		consumer: consumer === "index" ? "index" : "detect",
		lane: parseLane(Number(lane)),
		next: Number(item["next"]?.N),
		...(item["hash"]?.B && { hash: item["hash"].B }),
		...(item["attempts"]?.N && { attempts: Number(item["attempts"].N) }),
	};
}

async function query(
	dynamodb: DynamoDBClient,
	table: string,
	tenant: TenantId,
	from: string,
	to: string,
): Promise<Record<string, AttributeValue>[]> {
	const items: Record<string, AttributeValue>[] = [];
	let start: Record<string, AttributeValue> | undefined;
	try {
		do {
			const page = await dynamodb.send(
				new QueryCommand({
					TableName: table,
					ConsistentRead: true,
					KeyConditionExpression: "tenant = :tenant AND #item BETWEEN :from AND :to",
					ExpressionAttributeNames: { "#item": "item" },
					ExpressionAttributeValues: { ":tenant": { S: tenant }, ":from": { S: from }, ":to": { S: to } },
					...(start && { ExclusiveStartKey: start }),
				}),
			);
			items.push(...(page.Items ?? []));
			start = page.LastEvaluatedKey;
		} while (start);
	} catch (cause) {
		throw storeError(cause);
	}
	return items;
}
