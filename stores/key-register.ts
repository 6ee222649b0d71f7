import {
	type AttributeValue,
	ConditionalCheckFailedException,
	type DynamoDBClient,
	GetItemCommand,
	PutItemCommand,
	paginateQuery,
} from "@aws-sdk/client-dynamodb";
import type { Credential } from "../src/access/credential.ts";
import type { NamedKeys } from "../src/access/key-register.ts";
import { isRole } from "../src/access/roles.ts";
import { AuditTrailError } from "../src/errors.ts";
import type { TenantId } from "../src/ledger/identifiers.ts";
import { storeError } from "./store-error.ts";

/** Which keys a tenant has handed out, by name: items `key#<name>` of the table of tenants. */
export interface KeyRegister {
	/** Every key of a tenant, by name. */
	list(tenant: TenantId): Promise<Credential[]>;
	/** The keys of one name, and the version to save them at. */
	read(tenant: TenantId, name: string): Promise<{ version: number; keys: NamedKeys }>;
	/** @throws AuditTrailError `state-conflict` where somebody saved since `version` */
	save(tenant: TenantId, name: string, version: number, keys: NamedKeys): Promise<void>;
}

const PREFIX = "key#";

export function keyRegister(dynamodb: DynamoDBClient, table: string): KeyRegister {
	return {
		async list(tenant) {
			try {
				const keys: Credential[] = [];
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
				for await (const page of pages)
					for (const item of page.Items ?? []) keys.push(...namedKeys(tenant, item));
				return keys;
			} catch (cause) {
				throw storeError(cause);
			}
		},
		async read(tenant, name) {
			try {
				const { Item } = await dynamodb.send(
					new GetItemCommand({
						TableName: table,
						Key: { tenant: { S: tenant }, item: { S: PREFIX + name } },
						ConsistentRead: true,
					}),
				);
				return Item
					? { version: Number(Item["version"]?.N), keys: namedKeys(tenant, Item) }
					: { version: 0, keys: [] };
			} catch (cause) {
				throw storeError(cause);
			}
		},
		async save(tenant, name, version, keys) {
			try {
				await dynamodb.send(
					new PutItemCommand({
						TableName: table,
						Item: {
							tenant: { S: tenant },
							item: { S: PREFIX + name },
							version: { N: String(version + 1) },
							keys: { L: keys.map(attributes) },
						},
						// Nobody has saved since it was read.
						ConditionExpression: version === 0 ? "attribute_not_exists(tenant)" : "#version = :version",
						...(version === 0
							? {}
							: {
									ExpressionAttributeNames: { "#version": "version" },
									ExpressionAttributeValues: { ":version": { N: String(version) } },
								}),
					}),
				);
			} catch (cause) {
				if (cause instanceof ConditionalCheckFailedException)
					throw new AuditTrailError("state-conflict", undefined, { cause });
				throw storeError(cause);
			}
		},
	};
}

const attributes = (key: Credential): AttributeValue => ({
	M: {
		id: { S: key.id },
		role: { S: key.role },
		createdAt: { N: String(key.createdAt) },
		createdBy: { S: key.createdBy },
		expiresAt: { N: String(key.expiresAt) },
		...(key.revokedAt === undefined ? {} : { revokedAt: { N: String(key.revokedAt) } }),
	},
});

function namedKeys(tenant: TenantId, item: Record<string, AttributeValue>): Credential[] {
	const name = (item["item"]?.S ?? "").slice(PREFIX.length);
	return (item["keys"]?.L ?? []).map((value) => {
		const role = value.M?.["role"]?.S ?? "";
		if (!isRole(role)) throw new AuditTrailError("format-invalid", "the register of keys is damaged");
		const revokedAt = value.M?.["revokedAt"]?.N;
		return {
			id: value.M?.["id"]?.S ?? "",
			tenant,
			name,
			role,
			createdAt: Number(value.M?.["createdAt"]?.N),
			createdBy: value.M?.["createdBy"]?.S ?? "",
			expiresAt: Number(value.M?.["expiresAt"]?.N),
			...(revokedAt === undefined ? {} : { revokedAt: Number(revokedAt) }),
		};
	});
}
