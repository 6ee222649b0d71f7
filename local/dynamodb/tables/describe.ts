import type { Billing, Index, Table } from "./table.ts";

const throughput = (billing: Billing, own?: Index["ProvisionedThroughput"]) => ({
	NumberOfDecreasesToday: 0,
	ReadCapacityUnits:
		own?.ReadCapacityUnits ?? (billing.mode === "PROVISIONED" ? billing.ReadCapacityUnits : 0),
	WriteCapacityUnits:
		own?.WriteCapacityUnits ?? (billing.mode === "PROVISIONED" ? billing.WriteCapacityUnits : 0),
});

/**
 * `TableDescription` as AWS gives it. Counts and sizes are left out: AWS brings them up to date every six hours,
 * and a stale zero would be taken for an empty table.
 */
export function describe(table: Table, status: "ACTIVE" | "DELETING" = "ACTIVE"): object {
	const { billing, stream, latestStream, encryptionKey } = table;
	const local = table.LocalSecondaryIndexes?.map((index) => ({
		IndexName: index.IndexName,
		KeySchema: index.KeySchema,
		Projection: index.Projection,
		IndexArn: `${table.TableArn}/index/${index.IndexName}`,
	}));
	const global = table.GlobalSecondaryIndexes?.map((index) => ({
		IndexName: index.IndexName,
		KeySchema: index.KeySchema,
		Projection: index.Projection,
		IndexStatus: status,
		ProvisionedThroughput: throughput(billing, index.ProvisionedThroughput),
		IndexArn: `${table.TableArn}/index/${index.IndexName}`,
	}));
	return {
		TableName: table.TableName,
		TableArn: table.TableArn,
		TableId: table.TableId,
		TableStatus: status,
		CreationDateTime: table.CreationDateTime,
		AttributeDefinitions: table.AttributeDefinitions,
		KeySchema: table.KeySchema,
		ProvisionedThroughput: throughput(billing),
		...(billing.mode === "PAY_PER_REQUEST"
			? {
					BillingModeSummary: {
						BillingMode: billing.mode,
						LastUpdateToPayPerRequestDateTime: billing.since,
					},
				}
			: {}),
		LocalSecondaryIndexes: local,
		GlobalSecondaryIndexes: global,
		...(stream ? { StreamSpecification: { StreamEnabled: true, StreamViewType: stream.viewType } } : {}),
		...(latestStream ? { LatestStreamArn: latestStream.arn, LatestStreamLabel: latestStream.label } : {}),
		...(encryptionKey
			? { SSEDescription: { Status: "ENABLED", SSEType: "KMS", KMSMasterKeyArn: encryptionKey } }
			: {}),
		DeletionProtectionEnabled: table.deletionProtection,
	};
}
