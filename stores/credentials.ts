import {
	ConditionalCheckFailedException,
	type DynamoDBClient,
	GetItemCommand,
	PutItemCommand,
	UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import type { Credential } from "../src/access/credential.ts";
import { isRole } from "../src/access/roles.ts";
import { AuditTrailError } from "../src/errors.ts";
import { tenantId } from "../src/ledger/identifiers.ts";
import { storeError } from "./store-error.ts";

/** A credential with what proves it. */
export interface StoredCredential extends Credential {
	/** 32 bytes; see `keyedHash`. */
	hash: Uint8Array;
}

/** What proves a key. Reads are consistent: a revocation holds from the next look on. */
export interface CredentialStore {
	find(id: string): Promise<StoredCredential | undefined>;
	/** @throws AuditTrailError `state-conflict` where the id is taken */
	add(credential: StoredCredential): Promise<void>;
	/** Does nothing where there is none, or it was revoked before: the first time counts. */
	revoke(id: string, at: number): Promise<void>;
	/** The pepper as KMS wrapped it; `undefined` before the first tenant was enrolled. */
	wrappedPepper(): Promise<Uint8Array | undefined>;
	/** Keeps the pepper that is already there: all keys hang on it. Gives the one that counts. */
	keepPepper(wrapped: Uint8Array): Promise<Uint8Array>;
}

/** No API key can have this id: `#` is not in its alphabet. */
const PEPPER = "pepper#1";

export function credentialStore(dynamodb: DynamoDBClient, table: string): CredentialStore {
	const read = async (id: string) => {
		try {
			const { Item } = await dynamodb.send(
				new GetItemCommand({ TableName: table, Key: { credential: { S: id } }, ConsistentRead: true }),
			);
			return Item;
		} catch (cause) {
			throw storeError(cause);
		}
	};
	const wrappedPepper = async () => (await read(PEPPER))?.["wrapped"]?.B;
	return {
		wrappedPepper,
		async keepPepper(wrapped) {
			try {
				await dynamodb.send(
					new PutItemCommand({
						TableName: table,
						Item: { credential: { S: PEPPER }, wrapped: { B: wrapped } },
						ConditionExpression: "attribute_not_exists(credential)",
					}),
				);
				return wrapped;
			} catch (cause) {
				if (!(cause instanceof ConditionalCheckFailedException)) throw storeError(cause);
			}
			const first = await wrappedPepper();
			if (!first) throw new AuditTrailError("store-unavailable", "the pepper of the API keys does not read");
			return first;
		},
		async find(id) {
			const item = await read(id);
			if (!item) return undefined;
			const role = item["role"]?.S ?? "";
			const hash = item["hash"]?.B;
			const expiresAt = Number(item["expiresAt"]?.N);
			if (!isRole(role) || !hash || !Number.isFinite(expiresAt))
				throw new AuditTrailError("format-invalid", "a stored credential is damaged");
			return {
				id,
				tenant: tenantId(item["tenant"]?.S ?? ""),
				role,
				name: item["name"]?.S ?? "",
				createdAt: Number(item["createdAt"]?.N),
				createdBy: item["createdBy"]?.S ?? "",
				expiresAt,
				hash,
				...(item["revokedAt"]?.N ? { revokedAt: Number(item["revokedAt"].N) } : {}),
			};
		},
		async add(credential) {
			try {
				await dynamodb.send(
					new PutItemCommand({
						TableName: table,
						Item: {
							credential: { S: credential.id },
							tenant: { S: credential.tenant },
							role: { S: credential.role },
							name: { S: credential.name },
							createdAt: { N: String(credential.createdAt) },
							createdBy: { S: credential.createdBy },
							expiresAt: { N: String(credential.expiresAt) },
							hash: { B: credential.hash },
						},
						ConditionExpression: "attribute_not_exists(credential)",
					}),
				);
			} catch (cause) {
				if (cause instanceof ConditionalCheckFailedException)
					throw new AuditTrailError("state-conflict", "there is a key with that id", { cause });
				throw storeError(cause);
			}
		},
		async revoke(id, at) {
			try {
				await dynamodb.send(
					new UpdateItemCommand({
						TableName: table,
						Key: { credential: { S: id } },
						UpdateExpression: "SET revokedAt = :at",
						ConditionExpression: "attribute_exists(credential) AND attribute_not_exists(revokedAt)",
						ExpressionAttributeValues: { ":at": { N: String(at) } },
					}),
				);
			} catch (cause) {
				if (!(cause instanceof ConditionalCheckFailedException)) throw storeError(cause);
			}
		},
	};
}
