import {
	type AttributeValue,
	ConditionalCheckFailedException,
	type DynamoDBClient,
	PutItemCommand,
	QueryCommand,
	type QueryCommandOutput,
} from "@aws-sdk/client-dynamodb";
import { AuditTrailError } from "../src/errors.ts";
import type { Lane, Seq, TenantId } from "../src/ledger/identifiers.ts";
import { seq } from "../src/ledger/identifiers.ts";
import type { SegmentItem } from "../src/ledger/segment-item.ts";
import { storeError } from "./store-error.ts";

/**
 * Append-only segments. A put that returned "stored" is durable and is seen by every later read (reads are
 * consistent); a put that threw may have been stored all the same. Callers retry, never this store.
 */
export interface LedgerStore {
	/** One conditional put: `taken` when the lane already has a segment with that number. */
	put(item: SegmentItem, signal?: AbortSignal): Promise<"stored" | "taken">;
	/** Segments from a number on, in order, at most `limit` (and at most 1 MB a call: fewer is not the end). */
	segments(
		tenant: TenantId,
		lane: Lane,
		from: number,
		limit: number,
		signal?: AbortSignal,
	): Promise<SegmentItem[]>;
	/** Places only, from a number on, to the very end of the lane, in order: what an append must know after a conflict. */
	places(tenant: TenantId, lane: Lane, from: number, signal?: AbortSignal): AsyncIterable<SegmentPlace[]>;
	/** The newest segment of a lane. */
	last(tenant: TenantId, lane: Lane, signal?: AbortSignal): Promise<SegmentItem | undefined>;
}

/** Where a segment stands and what stands in its header, without its body. */
export type SegmentPlace = Pick<SegmentItem, "seq" | "header" | "segmentHash">;

export function ledgerStore(dynamodb: DynamoDBClient, table: string): LedgerStore {
	const query = async (
		tenant: TenantId,
		lane: Lane,
		from: number,
		limit: number,
		forward: boolean,
		signal?: AbortSignal,
	) => {
		try {
			const page = await dynamodb.send(
				new QueryCommand({
					TableName: table,
					ConsistentRead: true,
					KeyConditionExpression: "lane = :lane AND seq >= :from",
					ExpressionAttributeValues: {
						":lane": { S: laneKey(tenant, lane) },
						":from": { N: String(from) },
					},
					ScanIndexForward: forward,
					Limit: limit,
				}),
				signal ? { abortSignal: signal } : {},
			);
			return (page.Items ?? []).map((item) => segmentItem(tenant, lane, item));
		} catch (cause) {
			throw storeError(cause);
		}
	};
	return {
		async put(item, signal) {
			try {
				await dynamodb.send(
					new PutItemCommand({
						TableName: table,
						Item: {
							lane: { S: laneKey(item.tenant, item.lane) },
							seq: { N: String(item.seq) },
							header: { B: item.header },
							prevHash: { B: item.prevHash },
							segmentHash: { B: item.segmentHash },
							commitments: { B: item.commitments },
							...(item.body && { body: { B: item.body } }),
						},
						// The next place in the chain may be filled once, by whoever comes first.
						ConditionExpression: "attribute_not_exists(seq)",
					}),
					signal ? { abortSignal: signal } : {},
				);
				return "stored";
			} catch (cause) {
				if (cause instanceof ConditionalCheckFailedException) return "taken";
				throw storeError(cause);
			}
		},
		segments: (tenant, lane, from, limit, signal) => query(tenant, lane, from, limit, true, signal),
		async *places(tenant, lane, from, signal) {
			let start: Record<string, AttributeValue> | undefined;
			do {
				const page: QueryCommandOutput = await dynamodb
					.send(
						new QueryCommand({
							TableName: table,
							ConsistentRead: true,
							KeyConditionExpression: "lane = :lane AND seq >= :from",
							ExpressionAttributeValues: {
								":lane": { S: laneKey(tenant, lane) },
								":from": { N: String(from) },
							},
							ProjectionExpression: "seq, header, segmentHash",
							...(start && { ExclusiveStartKey: start }),
						}),
						signal ? { abortSignal: signal } : {},
					)
					.catch((cause: unknown) => {
						throw storeError(cause);
					});
				yield (page.Items ?? []).map((item) => segmentItem(tenant, lane, item));
				start = page.LastEvaluatedKey;
			} while (start);
		},
		last: async (tenant, lane, signal) => (await query(tenant, lane, 0, 1, false, signal))[0],
	};
}

/** Partition key of a lane. */
export const laneKey = (tenant: TenantId, lane: Lane): string => `${tenant}#${lane}`;

/** An item of the table, or the new image of its stream, as a segment; refuses one that is none. */
export function segmentItem(tenant: TenantId, lane: Lane, item: Record<string, AttributeValue>): SegmentItem {
	return {
		tenant,
		lane,
		seq: place(item["seq"]),
		header: bytes(item, "header"),
		prevHash: bytes(item, "prevHash"),
		segmentHash: bytes(item, "segmentHash"),
		commitments: bytes(item, "commitments"),
		body: item["body"]?.B,
	};
}

const place = (value: AttributeValue | undefined): Seq => seq(Number(value?.N ?? Number.NaN));

function bytes(item: Record<string, AttributeValue>, name: string): Uint8Array {
	const value = item[name]?.B;
	// An item without one of them was damaged from outside; it reads as empty bytes, which no verification passes.
	if (value === undefined) return new Uint8Array();
	if (!(value instanceof Uint8Array)) throw new AuditTrailError("format-invalid", `${name} is not binary`);
	return value;
}
