import {
	BatchWriteItemCommand,
	CreateTableCommand,
	DeleteItemCommand,
	DeleteTableCommand,
	DescribeTableCommand,
	DynamoDBClient,
	PutItemCommand,
	type StreamViewType,
	TransactWriteItemsCommand,
	UpdateItemCommand,
	UpdateTableCommand,
	waitUntilTableExists,
} from "@aws-sdk/client-dynamodb";
import { expect, onTestFinished, test } from "vitest";
import { createDynamodb } from "../../local/dynamodb/dynamodb.ts";
import { endpointUnderTest } from "./storage-endpoint.ts";
import { readShard, streamCall } from "./stream-call.ts";

async function withStream(StreamViewType: StreamViewType = "NEW_AND_OLD_IMAGES") {
	const client = new DynamoDBClient({ ...(await endpointUnderTest(createDynamodb)), maxAttempts: 1 });
	const TableName = `contract-${crypto.randomUUID()}`;
	await client.send(
		new CreateTableCommand({
			TableName,
			BillingMode: "PAY_PER_REQUEST",
			AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
			KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
			StreamSpecification: { StreamEnabled: true, StreamViewType },
		}),
	);
	await waitUntilTableExists({ client, maxWaitTime: 60 }, { TableName });
	const { Table } = await client.send(new DescribeTableCommand({ TableName }));
	onTestFinished(async () => {
		await client.send(new DeleteTableCommand({ TableName })).catch(() => {});
		client.destroy();
	});
	const put = (id: string, n = "1") =>
		client.send(new PutItemCommand({ TableName, Item: { id: { S: id }, n: { N: n } } }));
	return { client, TableName, StreamArn: Table?.LatestStreamArn ?? "", put };
}

const item = (id: string, n = "1") => ({ id: { S: id }, n: { N: n } });

test("each change becomes one record with its images, in order", async () => {
	const { client, TableName, StreamArn, put } = await withStream();
	await put("a");
	await put("a", "2");
	await client.send(new DeleteItemCommand({ TableName, Key: { id: { S: "a" } } }));
	const records = await readShard(client, StreamArn);
	expect(records.map(({ eventName }) => eventName)).toEqual(["INSERT", "MODIFY", "REMOVE"]);
	expect(records.map(({ dynamodb }) => [dynamodb.OldImage, dynamodb.NewImage])).toEqual([
		[undefined, item("a")],
		[item("a"), item("a", "2")],
		[item("a", "2"), undefined],
	]);
	for (const { dynamodb } of records) expect(dynamodb.Keys).toEqual({ id: { S: "a" } });
	expect(new Set(records.map(({ eventID }) => eventID)).size).toBe(3);
});

test("a write that changes nothing leaves no record", async () => {
	const { client, TableName, StreamArn, put } = await withStream();
	await put("a");
	await put("a", "1.0");
	await client.send(new DeleteItemCommand({ TableName, Key: { id: { S: "absent" } } }));
	await client.send(
		new UpdateItemCommand({
			TableName,
			Key: { id: { S: "a" } },
			UpdateExpression: "SET n = :n REMOVE nothing",
			ExpressionAttributeValues: { ":n": { N: "1" } },
		}),
	);
	expect(await readShard(client, StreamArn)).toHaveLength(1);
});

test("the order of the sequence numbers is that of their texts", async () => {
	const { client, StreamArn, put } = await withStream();
	for (let round = 0; round < 12; round += 1) await put("a", String(round));
	const numbers = (await readShard(client, StreamArn)).map(({ dynamodb }) => dynamodb.SequenceNumber);
	expect([...numbers].sort()).toEqual(numbers);
	expect([...numbers].sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1))).toEqual(numbers);
});

test.for<[StreamViewType, boolean, boolean]>([
	["NEW_IMAGE", true, false],
	["OLD_IMAGE", false, true],
	["KEYS_ONLY", false, false],
])("a stream of %s shows that and nothing more", async ([type, showsNew, showsOld]) => {
	const { client, StreamArn, put } = await withStream(type);
	await put("a");
	await put("a", "2");
	const [, changed] = await readShard(client, StreamArn);
	expect(changed?.dynamodb.NewImage !== undefined).toBe(showsNew);
	expect(changed?.dynamodb.OldImage !== undefined).toBe(showsOld);
	expect(changed?.dynamodb.StreamViewType).toBe(type);
});

test("transactions and batches leave the records of all their changes", async () => {
	const { client, TableName, StreamArn, put } = await withStream();
	await put("a");
	await client.send(
		new TransactWriteItemsCommand({
			TransactItems: [
				{ Put: { TableName, Item: item("b") } },
				{ Delete: { TableName, Key: { id: { S: "a" } } } },
			],
		}),
	);
	await client
		.send(
			new TransactWriteItemsCommand({
				TransactItems: [
					{ Put: { TableName, Item: item("c") } },
					{ Put: { TableName, Item: item("b"), ConditionExpression: "attribute_not_exists(id)" } },
				],
			}),
		)
		.catch(() => {});
	await client.send(
		new BatchWriteItemCommand({
			RequestItems: { [TableName]: ["d", "e"].map((id) => ({ PutRequest: { Item: item(id) } })) },
		}),
	);
	const seen = (await readShard(client, StreamArn)).map(
		({ eventName, dynamodb }) => `${eventName} ${dynamodb.Keys["id"]?.["S"]}`,
	);
	expect(seen.sort()).toEqual(["INSERT a", "INSERT b", "INSERT d", "INSERT e", "REMOVE a"]);
});

test("iterators start at the horizon, at the end, at a record and after it", async () => {
	const { client, StreamArn, put } = await withStream();
	for (const id of ["a", "b", "c"]) await put(id);
	const all = await readShard(client, StreamArn);
	const SequenceNumber = all[1]?.dynamodb.SequenceNumber ?? "";
	const ids = async (from: { ShardIteratorType: string; SequenceNumber?: string }) =>
		(await readShard(client, StreamArn, from)).map(({ dynamodb }) => dynamodb.Keys["id"]?.["S"]);
	expect(await ids({ ShardIteratorType: "TRIM_HORIZON" })).toEqual(["a", "b", "c"]);
	expect(await ids({ ShardIteratorType: "AT_SEQUENCE_NUMBER", SequenceNumber })).toEqual(["b", "c"]);
	expect(await ids({ ShardIteratorType: "AFTER_SEQUENCE_NUMBER", SequenceNumber })).toEqual(["c"]);
	expect(await ids({ ShardIteratorType: "LATEST" })).toEqual([]);
	const { StreamDescription } = await streamCall(client, "DescribeStream", { StreamArn });
	const ShardId = StreamDescription?.Shards[0]?.ShardId;
	const { ShardIterator } = await streamCall(client, "GetShardIterator", {
		StreamArn,
		ShardId,
		ShardIteratorType: "LATEST",
	});
	await put("d");
	const { Records } = await streamCall(client, "GetRecords", { ShardIterator });
	expect(Records?.map(({ dynamodb }) => dynamodb.Keys["id"]?.["S"])).toEqual(["d"]);
});

test("a stream that was switched off stays readable and comes to an end", async () => {
	const { client, TableName, StreamArn, put } = await withStream();
	await put("a");
	await client.send(new UpdateTableCommand({ TableName, StreamSpecification: { StreamEnabled: false } }));
	await waitUntilTableExists({ client, maxWaitTime: 60 }, { TableName });
	await put("b");
	const records = await readShard(client, StreamArn);
	expect(records.map(({ dynamodb }) => dynamodb.Keys["id"]?.["S"])).toEqual(["a"]);
	const { StreamDescription } = await streamCall(client, "DescribeStream", { StreamArn });
	expect(StreamDescription?.StreamStatus).toBe("DISABLED");
	expect(StreamDescription?.Shards[0]?.SequenceNumberRange.EndingSequenceNumber).toBe(
		records[0]?.dynamodb.SequenceNumber,
	);
});

test("streams are listed by table", async () => {
	const { client, TableName, StreamArn } = await withStream();
	const { Streams } = await streamCall(client, "ListStreams", { TableName });
	expect(Streams).toEqual([{ StreamArn, TableName, StreamLabel: expect.any(String) }]);
});

test("an unknown stream and an unreadable iterator are refused", async () => {
	const { client, StreamArn } = await withStream();
	await expect(streamCall(client, "DescribeStream", { StreamArn: `${StreamArn}x` })).rejects.toMatchObject({
		name: "ResourceNotFoundException",
	});
	await expect(streamCall(client, "GetRecords", { ShardIterator: "nonsense" })).rejects.toMatchObject({
		name: "ValidationException",
	});
});
