import {
	CreateBackupCommand,
	CreateTableCommand,
	DescribeContinuousBackupsCommand,
	ExecuteStatementCommand,
	PutItemCommand,
	RestoreTableToPointInTimeCommand,
	TransactWriteItemsCommand,
	UpdateContinuousBackupsCommand,
	UpdateTableCommand,
} from "@aws-sdk/client-dynamodb";
import { expect, test } from "vitest";
import { served } from "./served.ts";

const Item = { id: { S: "a" } };

test.for([
	["ExecuteStatement", new ExecuteStatementCommand({ Statement: "SELECT * FROM t" })],
	["CreateBackup", new CreateBackupCommand({ TableName: "ttt", BackupName: "bbb" })],
	["RestoreTableToPointInTime", new RestoreTableToPointInTimeCommand({ TargetTableName: "ttt" })],
] as const)("%s is refused by its name", async ([operation, command]) => {
	const { client } = await served();
	await expect(client.send(command as ExecuteStatementCommand)).rejects.toMatchObject({
		name: "UnknownOperationException",
		message: expect.stringContaining(operation),
	});
});

test("a parameter that is not honoured is refused by its name, also deep inside", async () => {
	const { client, table } = await served();
	const { TableName } = await table();
	await expect(
		client.send(new UpdateTableCommand({ TableName, OnDemandThroughput: { MaxReadRequestUnits: 5 } })),
	).rejects.toThrow("OnDemandThroughput");
	const creation = new CreateTableCommand({
		TableName: "other",
		BillingMode: "PAY_PER_REQUEST",
		AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
		KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
		GlobalSecondaryIndexes: [
			{
				IndexName: "index",
				KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
				Projection: { ProjectionType: "ALL" },
				WarmThroughput: { ReadUnitsPerSecond: 1 },
			},
		],
	});
	await expect(client.send(creation)).rejects.toThrow("GlobalSecondaryIndexes.0.WarmThroughput");
});

test("an attribute that would vanish on the way is refused", async () => {
	const { client, table } = await served();
	const { TableName } = await table();
	const nested = JSON.parse('{ "__proto__": { "S": "x" } }');
	await expect(
		client.send(new PutItemCommand({ TableName, Item: { ...Item, m: { M: nested } } })),
	).rejects.toMatchObject({ name: "ValidationException", message: expect.stringContaining("__proto__") });
	await client.send(new PutItemCommand({ TableName, Item: { ...Item, m: { S: "__proto__" } } }));
});

test("unreadable bodies are refused", async () => {
	const { front } = await served();
	for (const body of ["{", "[]", "null"]) {
		const response = await fetch(front.url, {
			method: "POST",
			headers: {
				"x-amz-target": "DynamoDB_20120810.PutItem",
				authorization: "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/dynamodb/aws4_request",
			},
			body,
		});
		expect(response.status).toBe(400);
		expect(await response.json()).toMatchObject({ __type: "SerializationException" });
	}
});

test("point-in-time recovery is kept and told, without a time to which nothing can be restored", async () => {
	const { client, table } = await served();
	const { TableName } = await table();
	const set = (specification: { PointInTimeRecoveryEnabled: boolean; RecoveryPeriodInDays?: number }) =>
		client.send(
			new UpdateContinuousBackupsCommand({ TableName, PointInTimeRecoverySpecification: specification }),
		);
	await set({ PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 7 });
	const { ContinuousBackupsDescription } = await client.send(
		new DescribeContinuousBackupsCommand({ TableName }),
	);
	expect(ContinuousBackupsDescription?.PointInTimeRecoveryDescription).toEqual({
		PointInTimeRecoveryStatus: "ENABLED",
		RecoveryPeriodInDays: 7,
	});
	await expect(set({ PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 36 })).rejects.toMatchObject({
		name: "ValidationException",
	});
});

test("planted faults refuse as AWS does, before anything is done", async () => {
	const { client, table, context } = await served();
	const { TableName, StreamArn } = await table();
	const put = () => client.send(new PutItemCommand({ TableName, Item }));
	const transact = () =>
		client.send(
			new TransactWriteItemsCommand({
				TransactItems: [{ Put: { TableName, Item } }, { Put: { TableName, Item: { id: { S: "b" } } } }],
			}),
		);
	context.faults.plant({ name: "throttle", target: "dynamodb:PutItem" });
	await expect(put()).rejects.toMatchObject({ name: "ProvisionedThroughputExceededException" });
	context.faults.plant({ name: "conflict", target: "dynamodb:*", count: 2 });
	await expect(put()).rejects.toMatchObject({ name: "TransactionConflictException" });
	await expect(transact()).rejects.toMatchObject({
		name: "TransactionCanceledException",
		CancellationReasons: [expect.objectContaining({ Code: "TransactionConflict" }), { Code: "None" }],
	});
	const read = await context.links.readStream?.({ streamArn: StreamArn, after: undefined, limit: 10 });
	expect(read?.records).toEqual([]);
	context.faults.plant({ name: "slow", target: "dynamodb:PutItem", milliseconds: 400 });
	const order: string[] = [];
	const slow = put().then(() => order.push("slow"));
	await transact().then(() => order.push("other"));
	await slow;
	expect(order).toEqual(["other", "slow"]);
});
