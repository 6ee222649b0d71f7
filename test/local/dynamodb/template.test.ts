import {
	DeleteTableCommand,
	DescribeContinuousBackupsCommand,
	DescribeTableCommand,
	DescribeTimeToLiveCommand,
	GetItemCommand,
	PutItemCommand,
} from "@aws-sdk/client-dynamodb";
import { expect, test } from "vitest";
import { createDynamodb } from "../../../local/dynamodb/dynamodb.ts";
import { served } from "./served.ts";

type Properties = Record<string, unknown>;

const keyArn = "arn:aws:kms:us-east-1:000000000000:key/11111111-2222-3333-4444-555555555555";
/** As `TableV2` synthesizes it, with the key's ARN resolved. */
const replica = {
	DeletionProtectionEnabled: true,
	PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 7 },
	Region: "us-east-1",
	SSESpecification: { KMSMasterKeyId: keyArn },
	Tags: [{ Key: "owner", Value: "audit" }],
};
const ledger: Properties = {
	AttributeDefinitions: [
		{ AttributeName: "lane", AttributeType: "S" },
		{ AttributeName: "seq", AttributeType: "N" },
	],
	BillingMode: "PAY_PER_REQUEST",
	KeySchema: [
		{ AttributeName: "lane", KeyType: "HASH" },
		{ AttributeName: "seq", KeyType: "RANGE" },
	],
	Replicas: [replica],
	SSESpecification: { SSEEnabled: true, SSEType: "KMS" },
	StreamSpecification: { StreamViewType: "NEW_AND_OLD_IMAGES" },
	TimeToLiveSpecification: { AttributeName: "expiresAt", Enabled: true },
};
const plain: Properties = {
	AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
	BillingMode: "PAY_PER_REQUEST",
	KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
};

async function deployer() {
	const cloud = await served({ links: { useKey: async () => {} } });
	const provider = (type: string) => {
		const found = cloud.service.resources.find((resource) => resource.type === type);
		if (!found) throw new Error(`${type} is not provided`);
		return found;
	};
	const apply = (properties: Properties, physicalId?: string, type = "AWS::DynamoDB::GlobalTable") =>
		provider(type).apply({
			stack: "Data",
			logicalId: "Ledger1A2B",
			properties,
			physicalId,
			region: "us-east-1",
			account: "000000000000",
		});
	return { ...cloud, apply, provider };
}

test("a global table is made with everything that its template says", async () => {
	const { apply, client } = await deployer();
	const { physicalId: TableName, attributes } = await apply(ledger);
	expect(TableName).toMatch(/^Data-Ledger1A2B-[A-Z0-9]{12}$/);
	const { Table } = await client.send(new DescribeTableCommand({ TableName }));
	expect(Table).toMatchObject({
		TableArn: attributes["Arn"],
		TableId: attributes["TableId"],
		LatestStreamArn: attributes["StreamArn"],
		DeletionProtectionEnabled: true,
		KeySchema: ledger["KeySchema"],
		StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
		SSEDescription: { Status: "ENABLED", SSEType: "KMS", KMSMasterKeyArn: keyArn },
	});
	const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName }));
	expect(TimeToLiveDescription).toEqual({ TimeToLiveStatus: "ENABLED", AttributeName: "expiresAt" });
	const backups = await client.send(new DescribeContinuousBackupsCommand({ TableName }));
	expect(backups.ContinuousBackupsDescription?.PointInTimeRecoveryDescription).toMatchObject({
		PointInTimeRecoveryStatus: "ENABLED",
		RecoveryPeriodInDays: 7,
	});
});

test("applied again it is the same table, also where the first answer was lost", async () => {
	const { apply, client } = await deployer();
	const first = await apply(ledger);
	const Item = { lane: { S: "a#0" }, seq: { N: "0" } };
	await client.send(new PutItemCommand({ TableName: first.physicalId, Item }));
	expect(await apply(ledger, first.physicalId)).toEqual(first);
	expect(await apply(ledger)).toEqual(first);
	const read = await client.send(new GetItemCommand({ TableName: first.physicalId, Key: Item }));
	expect(read.Item).toEqual(Item);
});

test("settings change in place", async () => {
	const { apply, client, provider } = await deployer();
	const { physicalId: TableName, attributes } = await apply(ledger);
	const { TimeToLiveSpecification: _ttl, StreamSpecification: _stream, ...others } = ledger;
	const changed = await apply(
		{ ...others, Replicas: [{ Region: "us-east-1" }], SSESpecification: { SSEEnabled: false } },
		TableName,
	);
	expect(changed.attributes).toEqual({ Arn: attributes["Arn"], TableId: attributes["TableId"] });
	const { Table } = await client.send(new DescribeTableCommand({ TableName }));
	expect(Table).toMatchObject({ DeletionProtectionEnabled: false });
	expect(Table?.SSEDescription).toBeUndefined();
	expect(Table?.StreamSpecification).toBeUndefined();
	const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName }));
	expect(TimeToLiveDescription).toEqual({ TimeToLiveStatus: "DISABLED" });
	await provider("AWS::DynamoDB::GlobalTable").remove?.({ logicalId: "Ledger1A2B", physicalId: TableName });
	await expect(client.send(new DescribeTableCommand({ TableName }))).rejects.toMatchObject({
		name: "ResourceNotFoundException",
	});
});

test("a protected table is not removed", async () => {
	const { apply, client, provider } = await deployer();
	const { physicalId } = await apply(ledger);
	await expect(
		provider("AWS::DynamoDB::GlobalTable").remove?.({ logicalId: "Ledger1A2B", physicalId }),
	).rejects.toMatchObject({ code: "ValidationException" });
	await expect(client.send(new DeleteTableCommand({ TableName: physicalId }))).rejects.toThrow("protected");
});

test.for<[string, Properties]>([
	[
		"KeySchema",
		{
			KeySchema: [{ AttributeName: "lane", KeyType: "HASH" }],
			AttributeDefinitions: [{ AttributeName: "lane", AttributeType: "S" }],
		},
	],
	[
		"AttributeDefinitions",
		{
			AttributeDefinitions: [
				{ AttributeName: "lane", AttributeType: "S" },
				{ AttributeName: "seq", AttributeType: "S" },
			],
		},
	],
	["TableName", { TableName: "another" }],
])("a change of %s, which would replace the table, is refused", async ([property, change]) => {
	const { apply } = await deployer();
	const { physicalId } = await apply(ledger);
	await expect(apply({ ...ledger, ...change }, physicalId)).rejects.toThrow(property);
});

test.for<[string, Properties]>([
	["WriteProvisionedThroughputSettings", { WriteProvisionedThroughputSettings: {} }],
	["MultiRegionConsistency", { MultiRegionConsistency: "STRONG" }],
	["ResourcePolicy", { Replicas: [{ ...replica, ResourcePolicy: { PolicyDocument: {} } }] }],
	[
		"ContributorInsightsSpecification",
		{ Replicas: [{ ...replica, ContributorInsightsSpecification: { Enabled: true } }] },
	],
	["one replica", { Replicas: [replica, { Region: "eu-west-1" }] }],
	["us-east-1", { Replicas: [{ Region: "eu-west-1" }] }],
	["BillingMode", { BillingMode: "PROVISIONED" }],
	["SSEEnabled", { SSESpecification: undefined }],
])("a global table with another %s is refused by that name", async ([name, change]) => {
	const { apply } = await deployer();
	await expect(apply({ ...ledger, ...change })).rejects.toThrow(name);
});

test("a table of the older type is made, and its unknown property refused by name", async () => {
	const { apply, client } = await deployer();
	const type = "AWS::DynamoDB::Table";
	const sse = { KMSMasterKeyId: keyArn, SSEEnabled: true, SSEType: "KMS" };
	const { physicalId, attributes } = await apply(
		{
			...plain,
			SSESpecification: sse,
			StreamSpecification: { StreamViewType: "NEW_IMAGE" },
			PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
			TimeToLiveSpecification: { AttributeName: "e", Enabled: "true" },
		},
		undefined,
		type,
	);
	const { Table } = await client.send(new DescribeTableCommand({ TableName: physicalId }));
	expect(Table).toMatchObject({
		LatestStreamArn: attributes["StreamArn"],
		SSEDescription: { KMSMasterKeyArn: keyArn },
	});
	await expect(apply({ ...plain, ImportSourceSpecification: {} }, undefined, type)).rejects.toThrow(
		"ImportSourceSpecification",
	);
});

test("tables, items and settings outlive the process", async () => {
	const cloud = await deployer();
	const { physicalId: TableName, attributes } = await cloud.apply(ledger);
	const Item = { lane: { S: "a#0" }, seq: { N: "0" } };
	await cloud.client.send(new PutItemCommand({ TableName, Item }));
	await cloud.service.stop?.();
	const links: typeof cloud.context.links = { useKey: async () => {} };
	const again = await createDynamodb({ ...cloud.context, links });
	const batch = await links.readStream?.({
		streamArn: attributes["StreamArn"] ?? "",
		after: undefined,
		limit: 10,
	});
	expect(batch?.records).toEqual([
		expect.objectContaining({ dynamodb: expect.objectContaining({ NewImage: Item }) }),
	]);
	await again.stop?.();
});
