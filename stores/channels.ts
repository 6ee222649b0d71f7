import {
	type AttributeValue,
	ConditionalCheckFailedException,
	DeleteItemCommand,
	type DynamoDBClient,
	PutItemCommand,
	paginateQuery,
	UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { AuditTrailError } from "../src/errors.ts";
import type { TenantId } from "../src/ledger/identifiers.ts";
import { storeError } from "./store-error.ts";

/** Where alerts of a tenant go, as it may be shown. */
export interface Channel {
	name: string;
	kind: "webhook";
	/** Host of its URL; the rest of a URL is often a secret itself. */
	host: string;
	/** Milliseconds since 1970. */
	updatedAt: number;
	/** Id of the credential that set it. */
	updatedBy: string;
	/** Why nothing is sent to it any more, e.g. its receiver answered 410 Gone; setting it again starts it again. */
	disabled?: string;
}

/** What only the sender of alerts sees. */
export interface ChannelSecret {
	url: string;
	/** Standard Webhooks: `whsec_` and 24 to 64 bytes in base64. */
	secret: string;
}

/** A channel as it lies in the table. */
export interface SealedChannel extends Channel {
	/** JSON of its `ChannelSecret`, encrypted under the alerts key for this tenant and channel alone. */
	sealed: Uint8Array;
}

/** Items `channel#<name>` of the table of tenants. */
export interface ChannelStore {
	list(tenant: TenantId): Promise<SealedChannel[]>;
	/** Replaces the channel of that name. */
	put(tenant: TenantId, channel: SealedChannel): Promise<void>;
	/** Stops a channel; one that was set again since it was read (another `updatedAt`) is left alone. */
	disable(tenant: TenantId, channel: Pick<Channel, "name" | "updatedAt">, because: string): Promise<void>;
	/** Does nothing where there is none. */
	remove(tenant: TenantId, name: string): Promise<void>;
}

const PREFIX = "channel#";

export function channelStore(dynamodb: DynamoDBClient, table: string): ChannelStore {
	return {
		async list(tenant) {
			try {
				const channels: SealedChannel[] = [];
				const pages = paginateQuery(
					{ client: dynamodb },
					{
						TableName: table,
						ConsistentRead: true,
						KeyConditionExpression: "tenant = :tenant AND begins_with(#item, :prefix)",
						ExpressionAttributeNames: { "#item": "item" },
						ExpressionAttributeValues: { ":tenant": { S: tenant }, ":prefix": { S: PREFIX } },
					},
				);
				for await (const page of pages) channels.push(...(page.Items ?? []).map(channel));
				return channels;
			} catch (cause) {
				throw storeError(cause);
			}
		},
		async put(tenant, { name, kind, host, updatedAt, updatedBy, sealed }) {
			try {
				await dynamodb.send(
					new PutItemCommand({
						TableName: table,
						Item: {
							tenant: { S: tenant },
							item: { S: PREFIX + name },
							kind: { S: kind },
							host: { S: host },
							updatedAt: { N: String(updatedAt) },
							updatedBy: { S: updatedBy },
							sealed: { B: sealed },
						},
					}),
				);
			} catch (cause) {
				throw storeError(cause);
			}
		},
		async disable(tenant, { name, updatedAt }, because) {
			try {
				await dynamodb.send(
					new UpdateItemCommand({
						TableName: table,
						Key: { tenant: { S: tenant }, item: { S: PREFIX + name } },
						UpdateExpression: "SET disabled = :because",
						ConditionExpression: "updatedAt = :read",
						ExpressionAttributeValues: {
							":because": { S: because },
							":read": { N: String(updatedAt) },
						},
					}),
				);
			} catch (cause) {
				if (!(cause instanceof ConditionalCheckFailedException)) throw storeError(cause);
			}
		},
		async remove(tenant, name) {
			try {
				await dynamodb.send(
					new DeleteItemCommand({
						TableName: table,
						Key: { tenant: { S: tenant }, item: { S: PREFIX + name } },
					}),
				);
			} catch (cause) {
				throw storeError(cause);
			}
		},
	};
}

function channel(item: Record<string, AttributeValue>): SealedChannel {
	const sealed = item["sealed"]?.B;
	if (!sealed) throw new AuditTrailError("format-invalid", "a stored channel is damaged");
	const disabled = item["disabled"]?.S;
	return {
		name: (item["item"]?.S ?? "").slice(PREFIX.length),
		kind: "webhook",
		host: item["host"]?.S ?? "",
		updatedAt: Number(item["updatedAt"]?.N),
		updatedBy: item["updatedBy"]?.S ?? "",
		...(disabled !== undefined && { disabled }),
		sealed,
	};
}
