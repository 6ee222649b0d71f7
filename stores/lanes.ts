import {
	ConditionalCheckFailedException,
	type DynamoDBClient,
	PutItemCommand,
	QueryCommand,
	type QueryCommandOutput,
} from "@aws-sdk/client-dynamodb";
import { type Lane, lane, type TenantId } from "../src/ledger/identifiers.ts";
import { storeError } from "./store-error.ts";

/**
 * The lanes that a tenant has, in the Tenants table. A lane is registered before its first segment and never
 * dropped: a segment in a lane that is not registered was written by somebody else.
 */
export interface LaneStore {
	/** Durable when it resolves; registering again changes nothing. */
	register(tenant: TenantId, lane: Lane, now: number, signal?: AbortSignal): Promise<void>;
	/** Registered lanes in ascending order; a consistent read. */
	lanes(tenant: TenantId): Promise<Lane[]>;
}

export function laneStore(dynamodb: DynamoDBClient, table: string): LaneStore {
	return {
		async register(tenant, lane, now, signal) {
			try {
				await dynamodb.send(
					new PutItemCommand({
						TableName: table,
						Item: {
							tenant: { S: tenant },
							item: { S: laneItem(lane) },
							registeredAt: { N: String(now) },
						},
						ConditionExpression: "attribute_not_exists(tenant)",
					}),
					signal ? { abortSignal: signal } : {},
				);
			} catch (cause) {
				if (!(cause instanceof ConditionalCheckFailedException)) throw storeError(cause);
			}
		},
		async lanes(tenant) {
			const found: Lane[] = [];
			let start: QueryCommandOutput["LastEvaluatedKey"];
			do {
				const page: QueryCommandOutput = await dynamodb
					.send(
						new QueryCommand({
							TableName: table,
							ConsistentRead: true,
							KeyConditionExpression: "tenant = :tenant AND begins_with(#item, :lane)",
							ExpressionAttributeNames: { "#item": "item" },
							ExpressionAttributeValues: { ":tenant": { S: tenant }, ":lane": { S: LANE } },
							...(start && { ExclusiveStartKey: start }),
						}),
					)
					.catch((cause: unknown) => {
						throw storeError(cause);
					});
				for (const item of page.Items ?? []) found.push(lane(Number(item["item"]?.S?.slice(LANE.length))));
				start = page.LastEvaluatedKey;
			} while (start);
			return found;
		},
	};
}

const LANE = "lane#";
/** Three digits, so that the order of keys is that of numbers. */
const laneItem = (lane: Lane): string => `${LANE}${String(lane).padStart(3, "0")}`;
