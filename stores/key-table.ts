import {
	type AttributeValue,
	BatchGetItemCommand,
	type BatchGetItemCommandOutput,
	ConditionalCheckFailedException,
	type DynamoDBClient,
	GetItemCommand,
	PutItemCommand,
} from "@aws-sdk/client-dynamodb";
import type { TenantId } from "../src/ledger/identifiers.ts";
import { storeError } from "./store-error.ts";

export type KeyItem = Record<string, AttributeValue>;

/** The Keys table by tenant and key. Reads are consistent: an erased key must not come back from a replica. */
export interface KeyTable {
	get(tenant: TenantId, key: string): Promise<KeyItem | undefined>;
	/** By key; what is not there is missing. Any number, read 100 at a time. */
	getMany(tenant: TenantId, keys: readonly string[]): Promise<Map<string, KeyItem>>;
	/**
	 * Puts where nothing stands, or where `replaces` (attribute, value) stands. Gives what stands there now: the new
	 * item, or the one of whoever was first.
	 */
	put(
		tenant: TenantId,
		key: string,
		item: KeyItem,
		replaces?: readonly [attribute: string, value: string],
	): Promise<KeyItem>;
}

const BATCH = 100;
const ROUNDS = 5;

export function keyTable(dynamodb: DynamoDBClient, table: string): KeyTable {
	const readBatch = async (tenant: TenantId, keys: readonly string[], found: Map<string, KeyItem>) => {
		let asked: KeyItem[] = keys.map((key) => ({ tenant: { S: tenant }, key: { S: key } }));
		for (let round = 0; asked.length > 0; round++) {
			if (round === ROUNDS) throw storeError(new Error("the key table left keys unprocessed"));
			const page: BatchGetItemCommandOutput = await dynamodb.send(
				new BatchGetItemCommand({ RequestItems: { [table]: { Keys: asked, ConsistentRead: true } } }),
			);
			for (const item of page.Responses?.[table] ?? []) found.set(item["key"]?.S ?? "", item);
			asked = page.UnprocessedKeys?.[table]?.Keys ?? [];
		}
	};
	return {
		async get(tenant, key) {
			try {
				const { Item } = await dynamodb.send(
					new GetItemCommand({
						TableName: table,
						Key: { tenant: { S: tenant }, key: { S: key } },
						ConsistentRead: true,
					}),
				);
				return Item;
			} catch (cause) {
				throw storeError(cause);
			}
		},
		async getMany(tenant, keys) {
			const found = new Map<string, KeyItem>();
			try {
				for (let at = 0; at < keys.length; at += BATCH)
					await readBatch(tenant, keys.slice(at, at + BATCH), found);
			} catch (cause) {
				throw storeError(cause);
			}
			return found;
		},
		async put(tenant, key, item, replaces) {
			try {
				await dynamodb.send(
					new PutItemCommand({
						TableName: table,
						Item: { ...item, tenant: { S: tenant }, key: { S: key } },
						ConditionExpression: `attribute_not_exists(tenant)${replaces ? " OR #replaced = :replaced" : ""}`,
						...(replaces && {
							ExpressionAttributeNames: { "#replaced": replaces[0] },
							ExpressionAttributeValues: { ":replaced": { S: replaces[1] } },
						}),
						ReturnValuesOnConditionCheckFailure: "ALL_OLD",
					}),
				);
				return item;
			} catch (cause) {
				if (cause instanceof ConditionalCheckFailedException && cause.Item) return cause.Item;
				throw storeError(cause);
			}
		},
	};
}
