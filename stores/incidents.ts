import {
	type AttributeValue,
	ConditionalCheckFailedException,
	type DynamoDBClient,
	GetItemCommand,
	PutItemCommand,
	QueryCommand,
	UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { decodeIncident, encodeAlert, encodeIncident } from "../src/incidents/incident-record.ts";
import type { IncidentStore } from "../src/incidents/incident-store.ts";
import type { TenantId } from "../src/ledger/identifiers.ts";
import { storeError } from "./store-error.ts";

/** Incidents, one item each; reads are consistent. What a write that threw has done is unknown: read and repeat. */
export function incidentStore(dynamodb: DynamoDBClient, table: string): IncidentStore {
	const get = async (tenant: TenantId, item: string) => {
		const { Item } = await dynamodb.send(
			new GetItemCommand({
				TableName: table,
				Key: { tenant: { S: tenant }, item: { S: item } },
				ConsistentRead: true,
			}),
		);
		return Item;
	};
	return {
		async get(tenant, id) {
			try {
				const item = await get(tenant, `incident#${id}`);
				return item && incidentOf(tenant, item);
			} catch (cause) {
				throw storeError(cause);
			}
		},
		async newest(tenant, rule, group) {
			try {
				const item = await get(tenant, `open#${rule}#${group}`);
				const after = item?.["after"]?.N;
				return after === undefined ? undefined : Number(after);
			} catch (cause) {
				throw storeError(cause);
			}
		},
		async setNewest(tenant, rule, group, after) {
			try {
				await dynamodb.send(
					new PutItemCommand({
						TableName: table,
						Item: {
							tenant: { S: tenant },
							item: { S: `open#${rule}#${group}` },
							after: { N: String(after) },
						},
						// It only ever moves on: a slow worker must not lead the next one back.
						ConditionExpression: "attribute_not_exists(#after) OR #after < :after",
						ExpressionAttributeNames: { "#after": "after" },
						ExpressionAttributeValues: { ":after": { N: String(after) } },
					}),
				);
			} catch (cause) {
				if (!(cause instanceof ConditionalCheckFailedException)) throw storeError(cause);
			}
		},
		async put(incident, readVersion) {
			const attributes = encodeIncident(incident);
			try {
				await dynamodb.send(
					new PutItemCommand({
						TableName: table,
						Item: {
							tenant: { S: incident.tenant },
							item: { S: `incident#${incident.id}` },
							version: { N: String(attributes.version) },
							status: { S: attributes.status },
							alert: { S: attributes.alert },
							incident: { S: attributes.incident },
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
		async markPublished(tenant, id, at) {
			try {
				await dynamodb.send(
					new UpdateItemCommand({
						TableName: table,
						Key: { tenant: { S: tenant }, item: { S: `incident#${id}` } },
						// The version rises, so that a worker which read "pending" cannot write it back.
						UpdateExpression: "SET alert = :alert, version = version + :one",
						ConditionExpression: "attribute_exists(version)",
						ExpressionAttributeValues: {
							":alert": { S: encodeAlert({ state: "published", at }) },
							":one": { N: "1" },
						},
					}),
				);
			} catch (cause) {
				throw storeError(cause);
			}
		},
		async list(tenant, from, limit = 100) {
			try {
				const page = await dynamodb.send(
					new QueryCommand({
						TableName: table,
						ConsistentRead: true,
						Limit: limit,
						KeyConditionExpression: "tenant = :tenant AND begins_with(#item, :prefix)",
						ExpressionAttributeNames: { "#item": "item" },
						ExpressionAttributeValues: { ":tenant": { S: tenant }, ":prefix": { S: "incident#" } },
						...(from !== undefined && {
							ExclusiveStartKey: { tenant: { S: tenant }, item: { S: `incident#${from}` } },
						}),
					}),
				);
				const incidents = (page.Items ?? []).map((item) => incidentOf(tenant, item));
				const last = page.LastEvaluatedKey?.["item"]?.S?.slice("incident#".length);
				return { incidents, ...(last !== undefined && { next: last }) };
			} catch (cause) {
				throw storeError(cause);
			}
		},
	};
}

const incidentOf = (tenant: TenantId, item: Record<string, AttributeValue>) =>
	decodeIncident(tenant, {
		version: Number(item["version"]?.N),
		status: item["status"]?.S ?? "",
		alert: item["alert"]?.S ?? "",
		incident: item["incident"]?.S ?? "",
	});
