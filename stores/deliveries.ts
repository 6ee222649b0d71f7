import {
	ConditionalCheckFailedException,
	type DynamoDBClient,
	GetItemCommand,
	PutItemCommand,
} from "@aws-sdk/client-dynamodb";
import type { Delivery } from "../src/alerts/delivery.ts";
import type { TenantId } from "../src/ledger/identifiers.ts";
import { storeError } from "./store-error.ts";

/** How alerts stand with channels, in the Incidents table. Reads are consistent; a write that threw may be there. */
export interface DeliveryStore {
	get(tenant: TenantId, alert: string, channel: string): Promise<Delivery | undefined>;
	/** Writes it if its version is still the one that was read (`undefined`: there was none). */
	put(tenant: TenantId, delivery: Delivery, readVersion: number | undefined): Promise<"stored" | "conflict">;
}

const deliveryKey = (tenant: TenantId, alert: string, channel: string) => ({
	tenant: { S: tenant },
	item: { S: `delivery#${alert}#${channel}` },
});

export function deliveryStore(dynamodb: DynamoDBClient, table: string): DeliveryStore {
	return {
		async get(tenant, alert, channel) {
			try {
				const { Item } = await dynamodb.send(
					new GetItemCommand({
						TableName: table,
						Key: deliveryKey(tenant, alert, channel),
						ConsistentRead: true,
					}),
				);
				// Written by `put` below, by this role alone.
				return Item && (JSON.parse(Item["delivery"]?.S ?? "") as Delivery);
			} catch (cause) {
				throw storeError(cause);
			}
		},
		async put(tenant, delivery, readVersion) {
			try {
				await dynamodb.send(
					new PutItemCommand({
						TableName: table,
						Item: {
							...deliveryKey(tenant, delivery.alert, delivery.channel),
							version: { N: String(delivery.version) },
							state: { S: delivery.state },
							delivery: { S: JSON.stringify(delivery) },
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
