import { type DynamoDBClient, QueryCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { storeError } from "./store-error.ts";
import type { Consumer } from "./watch.ts";

/** How a reader of the ledger's stream fares, whichever tenant's events it reads. Milliseconds since 1970. */
export interface Pulse {
	consumer: Consumer;
	/** When it last ended a batch. */
	at: number;
	/** Since when batches of it fail; absent while they pass. */
	failingSince?: number;
}

/** Items `pulse#<consumer>` of the deployment's own partition of the watch table. */
export interface PulseStore {
	/** Says that a batch ended. Later word wins; it is a sign of life, so a lost one does no harm. */
	beat(consumer: Consumer, at: number, failed: boolean): Promise<void>;
	read(): Promise<Pulse[]>;
}

const SYSTEM = "system";
const PREFIX = "pulse#";

export function pulseStore(dynamodb: DynamoDBClient, table: string): PulseStore {
	return {
		async beat(consumer, at, failed) {
			try {
				await dynamodb.send(
					new UpdateItemCommand({
						TableName: table,
						Key: { tenant: { S: SYSTEM }, item: { S: PREFIX + consumer } },
						UpdateExpression: failed
							? "SET #at = :at, failingSince = if_not_exists(failingSince, :at)"
							: "SET #at = :at REMOVE failingSince",
						ExpressionAttributeNames: { "#at": "at" },
						ExpressionAttributeValues: { ":at": { N: String(at) } },
					}),
				);
			} catch (cause) {
				throw storeError(cause);
			}
		},
		async read() {
			try {
				const { Items = [] } = await dynamodb.send(
					new QueryCommand({
						TableName: table,
						KeyConditionExpression: "tenant = :tenant AND begins_with(#item, :prefix)",
						ExpressionAttributeNames: { "#item": "item" },
						ExpressionAttributeValues: { ":tenant": { S: SYSTEM }, ":prefix": { S: PREFIX } },
					}),
				);
				return Items.map((item) => ({
					consumer: item["item"]?.S === "pulse#index" ? "index" : "detect",
					at: Number(item["at"]?.N),
					...(item["failingSince"]?.N ? { failingSince: Number(item["failingSince"].N) } : {}),
				}));
			} catch (cause) {
				throw storeError(cause);
			}
		},
	};
}
