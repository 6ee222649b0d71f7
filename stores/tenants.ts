import {
	type AttributeValue,
	ConditionalCheckFailedException,
	type DynamoDBClient,
	GetItemCommand,
	PutItemCommand,
	ScanCommand,
	UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { type TenantId, tenantId } from "../src/ledger/identifiers.ts";
import { storeError } from "./store-error.ts";

/** What makes a tenant a tenant: the item `profile`. */
export interface TenantProfile {
	tenant: TenantId;
	/** `enrolling` until its first key exists; a tenant that stays so was left by a call that ended early. */
	state: "enrolling" | "active";
	/** Milliseconds since 1970. */
	createdAt: number;
}

export interface TenantStore {
	find(tenant: TenantId): Promise<TenantProfile | undefined>;
	/** Takes a new tenant's id, or one whose enrolment was begun before `staleBefore`. `false`: it is not free. */
	claim(tenant: TenantId, at: number, staleBefore: number): Promise<boolean>;
	/** Ends the enrolment that was claimed at `claimedAt`. `false`: somebody else has claimed it since. */
	activate(tenant: TenantId, claimedAt: number): Promise<boolean>;
	/** Some of all tenants, in no order; `after` is where the next page begins, absent on the last. */
	page(limit: number, after?: string): Promise<{ tenants: TenantId[]; after?: string }>;
}

export function tenantStore(dynamodb: DynamoDBClient, table: string): TenantStore {
	const key = (tenant: TenantId) => ({ tenant: { S: tenant }, item: { S: "profile" } });
	const names = { "#state": "state" };
	const holds = async (send: () => Promise<unknown>): Promise<boolean> => {
		try {
			await send();
			return true;
		} catch (cause) {
			if (cause instanceof ConditionalCheckFailedException) return false;
			throw storeError(cause);
		}
	};
	const values = (more: Record<string, AttributeValue>) => ({ ":enrolling": { S: "enrolling" }, ...more });
	return {
		async find(tenant) {
			try {
				const { Item } = await dynamodb.send(
					new GetItemCommand({ TableName: table, Key: key(tenant), ConsistentRead: true }),
				);
				return (
					Item && {
						tenant,
						state: Item["state"]?.S === "active" ? "active" : "enrolling",
						createdAt: Number(Item["createdAt"]?.N),
					}
				);
			} catch (cause) {
				throw storeError(cause);
			}
		},
		claim: (tenant, at, staleBefore) =>
			holds(() =>
				dynamodb.send(
					new PutItemCommand({
						TableName: table,
						Item: { ...key(tenant), state: { S: "enrolling" }, createdAt: { N: String(at) } },
						ConditionExpression:
							"attribute_not_exists(tenant) OR (#state = :enrolling AND createdAt < :stale)",
						ExpressionAttributeNames: names,
						ExpressionAttributeValues: values({ ":stale": { N: String(staleBefore) } }),
					}),
				),
			),
		activate: (tenant, claimedAt) =>
			holds(() =>
				dynamodb.send(
					new UpdateItemCommand({
						TableName: table,
						Key: key(tenant),
						UpdateExpression: "SET #state = :active",
						ConditionExpression: "#state = :enrolling AND createdAt = :claimed",
						ExpressionAttributeNames: names,
						ExpressionAttributeValues: values({
							":active": { S: "active" },
							":claimed": { N: String(claimedAt) },
						}),
					}),
				),
			),
		async page(limit, after) {
			try {
				const page = await dynamodb.send(
					new ScanCommand({
						TableName: table,
						// The limit counts items read, of which a tenant has several (lanes, channels).
						Limit: limit * 4,
						FilterExpression: "#item = :profile",
						ExpressionAttributeNames: { "#item": "item" },
						ExpressionAttributeValues: { ":profile": { S: "profile" } },
						...(after !== undefined && { ExclusiveStartKey: startKey(after) }),
					}),
				);
				const last = page.LastEvaluatedKey;
				return {
					tenants: (page.Items ?? []).map((item) => tenantId(item["tenant"]?.S ?? "")),
					...(last && { after: `${last["tenant"]?.S}/${last["item"]?.S}` }),
				};
			} catch (cause) {
				throw storeError(cause);
			}
		},
	};
}

/** A tenant id has no slash, so the first one parts the two. */
function startKey(after: string) {
	const at = after.indexOf("/");
	return { tenant: { S: after.slice(0, at) }, item: { S: after.slice(at + 1) } };
}
