import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { KMSClient } from "@aws-sdk/client-kms";
import { S3Client } from "@aws-sdk/client-s3";
import { AssumeRoleCommand, type STSClient } from "@aws-sdk/client-sts";
import type { TenantId } from "../src/ledger/identifiers.ts";
import { storeError } from "./store-error.ts";

/** Clients that reach one tenant's rows, keys and objects and nothing else, whatever a request asks for. */
export interface TenantSession {
	dynamodb: DynamoDBClient;
	kms: KMSClient;
	s3: S3Client;
}

/** The shortest that STS gives: a stolen session dies soon. */
const LIFE_SECONDS = 900;
/** A session is not used up to its last second: a request that begins with it must end with it. */
const MARGIN_MILLISECONDS = 120_000;
const KEPT = 64;

/**
 * Sessions of the reading role with the tag `tenant`, which its policy compares with the leading key of each row
 * and the encryption context of each key. Kept by tenant until shortly before they end.
 */
export function tenantSessions(sts: STSClient, role: string, now: () => number) {
	const kept = new Map<TenantId, { until: number; session: Promise<TenantSession> }>();
	const open = async (tenant: TenantId): Promise<TenantSession> => {
		try {
			const { Credentials } = await sts.send(
				new AssumeRoleCommand({
					RoleArn: role,
					// Stands in AWS's own trail beside each call.
					RoleSessionName: `tenant-${tenant}`,
					Tags: [{ Key: "tenant", Value: tenant }],
					DurationSeconds: LIFE_SECONDS,
				}),
			);
			const { AccessKeyId, SecretAccessKey, SessionToken } = Credentials ?? {};
			if (!AccessKeyId || !SecretAccessKey || !SessionToken) throw new Error("STS gave no credentials");
			const credentials = {
				accessKeyId: AccessKeyId,
				secretAccessKey: SecretAccessKey,
				sessionToken: SessionToken,
			};
			return {
				dynamodb: new DynamoDBClient({ credentials }),
				kms: new KMSClient({ credentials }),
				s3: new S3Client({ credentials }),
			};
		} catch (cause) {
			throw storeError(cause);
		}
	};
	return (tenant: TenantId): Promise<TenantSession> => {
		const known = kept.get(tenant);
		if (known && now() < known.until) return known.session;
		kept.delete(tenant);
		const oldest = kept.keys().next().value;
		if (kept.size >= KEPT && oldest !== undefined) kept.delete(oldest);
		const session = open(tenant).catch((error: unknown) => {
			kept.delete(tenant);
			throw error;
		});
		kept.set(tenant, { until: now() + LIFE_SECONDS * 1000 - MARGIN_MILLISECONDS, session });
		return session;
	};
}
