import {
	DescribeTimeToLiveCommand,
	GetItemCommand,
	PutItemCommand,
	ScanCommand,
	TransactWriteItemsCommand,
	UpdateTimeToLiveCommand,
} from "@aws-sdk/client-dynamodb";
import { expect, test } from "vitest";
import { readShard, streamCall } from "../../contract/stream-call.ts";
import { type Served, served } from "./served.ts";

const hour = 3600 * 1000;
const second = (cloud: Served) => Math.floor(cloud.context.clock.now() / 1000);

test("expired items go, each with a record that says that the service deleted it", async () => {
	const cloud = await served();
	await cloud.service.start?.();
	const { TableName, StreamArn } = await cloud.table();
	const put = (id: string, expiresAt: { N: string } | { S: string }) =>
		cloud.client.send(new PutItemCommand({ TableName, Item: { id: { S: id }, expiresAt } }));
	const now = second(cloud);
	await put("before", { N: String(now + 60) });
	await cloud.client.send(
		new UpdateTimeToLiveCommand({
			TableName,
			TimeToLiveSpecification: { Enabled: true, AttributeName: "expiresAt" },
		}),
	);
	await put("soon", { N: String(now + 100) });
	await put("prolonged", { N: String(now + 100) });
	await put("prolonged", { N: String(now + 5 * 3600) });
	await put("text", { S: String(now + 100) });
	await put("absurd", { N: String(now - 6 * 365 * 24 * 3600) });
	cloud.context.clock.move(hour);
	const left = async () => {
		const { Items } = await cloud.client.send(new ScanCommand({ TableName }));
		return Items?.map((item) => item["id"]?.S).sort();
	};
	await expect.poll(left, { timeout: 15_000 }).toEqual(["absurd", "prolonged", "text"]);
	const removed = (await readShard(cloud.client, StreamArn)).filter(
		({ eventName }) => eventName === "REMOVE",
	);
	expect(removed.map(({ dynamodb }) => dynamodb.Keys["id"]?.["S"]).sort()).toEqual(["before", "soon"]);
	for (const { userIdentity, dynamodb } of removed) {
		expect(userIdentity).toEqual({ Type: "Service", PrincipalId: "dynamodb.amazonaws.com" });
		expect(dynamodb.OldImage).toBeDefined();
	}
	const read = await cloud.context.links.readStream?.({ streamArn: StreamArn, after: undefined, limit: 100 });
	expect(read?.records).toContainEqual(
		expect.objectContaining({
			eventName: "REMOVE",
			eventSourceARN: StreamArn,
			userIdentity: { type: "Service", principalId: "dynamodb.amazonaws.com" },
		}),
	);
});

test("time to live is described, and switched only from one state to the other", async () => {
	const { client, table } = await served();
	const { TableName } = await table();
	const set = (Enabled: boolean, AttributeName = "expiresAt") =>
		client.send(
			new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification: { Enabled, AttributeName } }),
		);
	const state = async () =>
		(await client.send(new DescribeTimeToLiveCommand({ TableName }))).TimeToLiveDescription;
	expect(await state()).toEqual({ TimeToLiveStatus: "DISABLED" });
	await set(true);
	expect(await state()).toEqual({ TimeToLiveStatus: "ENABLED", AttributeName: "expiresAt" });
	await expect(set(true, "other")).rejects.toMatchObject({ name: "ValidationException" });
	await set(false);
	expect(await state()).toEqual({ TimeToLiveStatus: "DISABLED" });
});

test("a record can be read for 24 hours, and numbers go on above those that are gone", async () => {
	const cloud = await served();
	const { TableName, StreamArn } = await cloud.table();
	const put = (id: string) => cloud.client.send(new PutItemCommand({ TableName, Item: { id: { S: id } } }));
	await put("old");
	const [old] = await readShard(cloud.client, StreamArn);
	cloud.context.clock.move(12 * hour);
	await put("young");
	cloud.context.clock.move(25 * hour);
	const ids = async () =>
		(await readShard(cloud.client, StreamArn)).map(({ dynamodb }) => dynamodb.Keys["id"]?.["S"]);
	expect(await ids()).toEqual(["young"]);
	const { StreamDescription } = await streamCall(cloud.client, "DescribeStream", { StreamArn });
	const ShardId = StreamDescription?.Shards[0]?.ShardId;
	await expect(
		streamCall(cloud.client, "GetShardIterator", {
			StreamArn,
			ShardId,
			ShardIteratorType: "AFTER_SEQUENCE_NUMBER",
			SequenceNumber: old?.dynamodb.SequenceNumber,
		}),
	).rejects.toMatchObject({ name: "TrimmedDataAccessException" });
	cloud.context.clock.move(60 * hour);
	expect(await ids()).toEqual([]);
	await put("new");
	const [fresh] = await readShard(cloud.client, StreamArn);
	expect(Number(fresh?.dynamodb.SequenceNumber.slice(-6))).toBe(3);
});

test("an iterator that waited while its records were trimmed says so; one older than 15 minutes is expired", async () => {
	const cloud = await served();
	const { TableName, StreamArn } = await cloud.table();
	const put = (id: string) => cloud.client.send(new PutItemCommand({ TableName, Item: { id: { S: id } } }));
	const { StreamDescription } = await streamCall(cloud.client, "DescribeStream", { StreamArn });
	const ShardId = StreamDescription?.Shards[0]?.ShardId;
	const latest = async () =>
		(await streamCall(cloud.client, "GetShardIterator", { StreamArn, ShardId, ShardIteratorType: "LATEST" }))
			.ShardIterator;
	const ShardIterator = await latest();
	await put("a");
	cloud.context.clock.move(16 * 60 * 1000);
	await expect(streamCall(cloud.client, "GetRecords", { ShardIterator })).rejects.toMatchObject({
		name: "ExpiredIteratorException",
	});
	cloud.context.clock.move(24 * hour - 60_000);
	const late = await latest();
	const early = late?.replace(/[^|]+$/, (place) => {
		const fields = JSON.parse(Buffer.from(place, "base64url").toString());
		fields.after = String(BigInt(fields.after) - 1n);
		return Buffer.from(JSON.stringify(fields)).toString("base64url");
	});
	cloud.context.clock.move(24 * hour + 60_000);
	await expect(streamCall(cloud.client, "GetRecords", { ShardIterator: early })).rejects.toMatchObject({
		name: "TrimmedDataAccessException",
	});
});

test("a transaction's token is forgotten after ten minutes", async () => {
	const cloud = await served();
	const { TableName } = await cloud.table();
	const add = () =>
		cloud.client.send(
			new TransactWriteItemsCommand({
				ClientRequestToken: "the-same",
				TransactItems: [
					{
						Update: {
							TableName,
							Key: { id: { S: "a" } },
							UpdateExpression: "ADD n :one",
							ExpressionAttributeValues: { ":one": { N: "1" } },
						},
					},
				],
			}),
		);
	const value = async () =>
		(await cloud.client.send(new GetItemCommand({ TableName, Key: { id: { S: "a" } } }))).Item?.["n"]?.N;
	await add();
	cloud.context.clock.move(9 * 60_000);
	await add();
	expect(await value()).toBe("1");
	cloud.context.clock.move(11 * 60_000);
	await add();
	expect(await value()).toBe("2");
});
