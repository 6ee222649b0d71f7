import {
	BatchGetItemCommand,
	BatchWriteItemCommand,
	CreateTableCommand,
	type CreateTableCommandInput,
	DeleteItemCommand,
	DeleteTableCommand,
	DescribeTableCommand,
	DynamoDBClient,
	GetItemCommand,
	ListTagsOfResourceCommand,
	PutItemCommand,
	QueryCommand,
	ScanCommand,
	TagResourceCommand,
	TransactGetItemsCommand,
	TransactWriteItemsCommand,
	UntagResourceCommand,
	UpdateItemCommand,
	UpdateTableCommand,
	waitUntilTableExists,
} from "@aws-sdk/client-dynamodb";
import { expect, onTestFinished, test } from "vitest";
import { createDynamodb } from "../../local/dynamodb/dynamodb.ts";
import { endpointUnderTest } from "./storage-endpoint.ts";

/** A client and a table `lane` S, `seq` N of its own. */
async function withTable(more: Partial<CreateTableCommandInput> = {}) {
	const client = new DynamoDBClient({ ...(await endpointUnderTest(createDynamodb)), maxAttempts: 1 });
	const TableName = `contract-${crypto.randomUUID()}`;
	await client.send(
		new CreateTableCommand({
			TableName,
			BillingMode: "PAY_PER_REQUEST",
			AttributeDefinitions: [
				{ AttributeName: "lane", AttributeType: "S" },
				{ AttributeName: "seq", AttributeType: "N" },
			],
			KeySchema: [
				{ AttributeName: "lane", KeyType: "HASH" },
				{ AttributeName: "seq", KeyType: "RANGE" },
			],
			...more,
		}),
	);
	await waitUntilTableExists({ client, maxWaitTime: 60 }, { TableName });
	onTestFinished(async () => {
		await client.send(new DeleteTableCommand({ TableName })).catch(() => {});
		client.destroy();
	});
	return { client, TableName };
}

const key = (seq: number, lane = "acme#0") => ({ lane: { S: lane }, seq: { N: String(seq) } });
const bytes = (length: number) => Uint8Array.from({ length }, (_, index) => (index * 7 + 13) % 256);

test("what is put is what is read, binary to the byte", async () => {
	const { client, TableName } = await withTable();
	const Item = {
		...key(1),
		all: { B: bytes(256) },
		empty: { B: new Uint8Array() },
		nested: { M: { list: { L: [{ B: bytes(5) }, { NULL: true }, { BOOL: false }, { N: "-1.5" }] } } },
		binaries: { BS: [bytes(1), bytes(2)] },
		text: { S: "Zürich \u{1F600}" },
	};
	await client.send(new PutItemCommand({ TableName, Item }));
	const read = await client.send(new GetItemCommand({ TableName, Key: key(1), ConsistentRead: true }));
	expect(read.Item).toEqual(Item);
});

test("a put under attribute_not_exists succeeds once, however many try at the same time", async () => {
	const { client, TableName } = await withTable();
	const tries = Array.from({ length: 20 }, (_, index) =>
		client.send(
			new PutItemCommand({
				TableName,
				Item: { ...key(7), by: { N: String(index) } },
				ConditionExpression: "attribute_not_exists(lane)",
			}),
		),
	);
	const outcomes = await Promise.allSettled(tries);
	expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
	for (const outcome of outcomes)
		if (outcome.status === "rejected") expect(outcome.reason.name).toBe("ConditionalCheckFailedException");
});

test("a failed condition shows the item where it was asked for", async () => {
	const { client, TableName } = await withTable();
	const Item = { ...key(1), body: { B: bytes(10) } };
	await client.send(new PutItemCommand({ TableName, Item }));
	const refused = client.send(
		new PutItemCommand({
			TableName,
			Item: key(1),
			ConditionExpression: "attribute_not_exists(lane)",
			ReturnValuesOnConditionCheckFailure: "ALL_OLD",
		}),
	);
	await expect(refused).rejects.toMatchObject({ name: "ConditionalCheckFailedException", Item });
	const silent = client.send(
		new DeleteItemCommand({ TableName, Key: key(1), ConditionExpression: "attribute_exists(nothing)" }),
	);
	await expect(silent).rejects.toSatisfy((error: { Item?: unknown }) => error.Item === undefined);
});

test("an update sets, adds, removes and returns what was asked", async () => {
	const { client, TableName } = await withTable();
	await client.send(
		new PutItemCommand({
			TableName,
			Item: { ...key(1), n: { N: "1" }, gone: { S: "x" }, set: { SS: ["a"] } },
		}),
	);
	const updated = await client.send(
		new UpdateItemCommand({
			TableName,
			Key: key(1),
			UpdateExpression: "SET #m = :m, n = n + :one, l = if_not_exists(l, :l) REMOVE gone ADD #set :more",
			ExpressionAttributeNames: { "#m": "map", "#set": "set" },
			ExpressionAttributeValues: {
				":m": { M: { a: { S: "b" } } },
				":one": { N: "1" },
				":l": { L: [] },
				":more": { SS: ["b"] },
			},
			ReturnValues: "ALL_NEW",
		}),
	);
	expect(updated.Attributes).toEqual({
		...key(1),
		n: { N: "2" },
		map: { M: { a: { S: "b" } } },
		l: { L: [] },
		set: { SS: ["a", "b"] },
	});
});

test("maps, lists and sets are equal by what they hold", async () => {
	const { client, TableName } = await withTable();
	const map = { M: { a: { L: [{ N: "1" }, { B: bytes(3) }] }, b: { SS: ["x", "y"] } } };
	await client.send(new PutItemCommand({ TableName, Item: { ...key(1), map } }));
	const equal = { M: { b: { SS: ["y", "x"] }, a: { L: [{ N: "1.0" }, { B: bytes(3) }] } } };
	const update = (operator: string, value: typeof equal) =>
		client.send(
			new UpdateItemCommand({
				TableName,
				Key: key(1),
				UpdateExpression: "SET seen = :yes",
				ConditionExpression: `#map ${operator} :value`,
				ExpressionAttributeNames: { "#map": "map" },
				ExpressionAttributeValues: { ":value": value, ":yes": { BOOL: true } },
			}),
		);
	await update("=", equal);
	await expect(update("<>", equal)).rejects.toThrow("conditional request failed");
});

test("binary prefixes and parts compare by bytes, not as text", async () => {
	const { client, TableName } = await withTable();
	await client.send(
		new PutItemCommand({ TableName, Item: { ...key(1), b: { B: Uint8Array.of(0xff, 0xfe, 1) } } }),
	);
	const count = async (filter: string, value: Uint8Array) =>
		(
			await client.send(
				new QueryCommand({
					TableName,
					KeyConditionExpression: "lane = :lane",
					FilterExpression: filter,
					ExpressionAttributeValues: { ":lane": { S: "acme#0" }, ":b": { B: value } },
				}),
			)
		).Count;
	expect(await count("begins_with(b, :b)", Uint8Array.of(0xff, 0xfe))).toBe(1);
	expect(await count("begins_with(b, :b)", Uint8Array.of(0xfd, 0xfe))).toBe(0);
	expect(await count("contains(b, :b)", Uint8Array.of(0xfe, 1))).toBe(1);
	expect(await count("contains(b, :b)", Uint8Array.of(0xfd, 1))).toBe(0);
});

test("a query gives a lane in the order of its numbers, in pages, forwards and backwards", async () => {
	const { client, TableName } = await withTable();
	const numbers = [-10.5, -1, 0, 0.5, 1, 2, 9, 10, 11, 99, 100, 1000];
	for (const number of [...numbers].reverse())
		await client.send(new PutItemCommand({ TableName, Item: key(number) }));
	await client.send(new PutItemCommand({ TableName, Item: key(5, "acme#1") }));
	for (const ScanIndexForward of [true, false]) {
		const seen: number[] = [];
		let ExclusiveStartKey: Record<string, { S: string } | { N: string }> | undefined;
		do {
			const page = await client.send(
				new QueryCommand({
					TableName,
					KeyConditionExpression: "lane = :lane",
					ExpressionAttributeValues: { ":lane": { S: "acme#0" } },
					Limit: 5,
					ScanIndexForward,
					ExclusiveStartKey,
				}),
			);
			seen.push(...(page.Items ?? []).map((item) => Number(item["seq"]?.N)));
			ExclusiveStartKey = page.LastEvaluatedKey as typeof ExclusiveStartKey;
		} while (ExclusiveStartKey);
		expect(seen).toEqual(ScanIndexForward ? numbers : [...numbers].reverse());
	}
	const between = await client.send(
		new QueryCommand({
			TableName,
			KeyConditionExpression: "lane = :lane AND seq BETWEEN :low AND :high",
			ExpressionAttributeValues: { ":lane": { S: "acme#0" }, ":low": { N: "2" }, ":high": { N: "100" } },
			ProjectionExpression: "seq",
		}),
	);
	expect(between.Items?.map((item) => item["seq"]?.N)).toEqual(["2", "9", "10", "11", "99", "100"]);
});

test("indexes follow the items, and a scan reads all segments once", async () => {
	const { client, TableName } = await withTable({
		AttributeDefinitions: [
			{ AttributeName: "lane", AttributeType: "S" },
			{ AttributeName: "seq", AttributeType: "N" },
			{ AttributeName: "colour", AttributeType: "S" },
		],
		GlobalSecondaryIndexes: [
			{
				IndexName: "by-colour",
				KeySchema: [{ AttributeName: "colour", KeyType: "HASH" }],
				Projection: { ProjectionType: "KEYS_ONLY" },
			},
		],
	});
	for (let seq = 0; seq < 12; seq += 1)
		await client.send(
			new PutItemCommand({
				TableName,
				Item: { ...key(seq, `lane-${seq}`), colour: { S: seq % 2 ? "red" : "blue" }, more: { S: "x" } },
			}),
		);
	await client.send(new DeleteItemCommand({ TableName, Key: key(1, "lane-1") }));
	await client.send(
		new UpdateItemCommand({
			TableName,
			Key: key(3, "lane-3"),
			UpdateExpression: "SET colour = :blue",
			ExpressionAttributeValues: { ":blue": { S: "blue" } },
		}),
	);
	const of = async (colour: string) =>
		(
			await client.send(
				new QueryCommand({
					TableName,
					IndexName: "by-colour",
					KeyConditionExpression: "colour = :colour",
					ExpressionAttributeValues: { ":colour": { S: colour } },
				}),
			)
		).Items;
	expect((await of("red"))?.map((item) => item["lane"]?.S).sort()).toEqual([
		"lane-11",
		"lane-5",
		"lane-7",
		"lane-9",
	]);
	expect((await of("blue"))?.length).toBe(7);
	expect((await of("blue"))?.every((item) => item["more"] === undefined)).toBe(true);
	const unprojected = new QueryCommand({
		TableName,
		IndexName: "by-colour",
		KeyConditionExpression: "colour = :colour",
		ExpressionAttributeValues: { ":colour": { S: "red" } },
		ProjectionExpression: "more",
	});
	await expect(client.send(unprojected)).rejects.toMatchObject({ name: "ValidationException" });
	const lanes: (string | undefined)[] = [];
	for (let Segment = 0; Segment < 3; Segment += 1) {
		const { Items } = await client.send(new ScanCommand({ TableName, Segment, TotalSegments: 3 }));
		lanes.push(...(Items ?? []).map((item) => item["lane"]?.S));
	}
	expect(lanes).toHaveLength(11);
	expect(new Set(lanes).size).toBe(11);
});

test("legacy parameters still work", async () => {
	const { client, TableName } = await withTable();
	await client.send(
		new PutItemCommand({
			TableName,
			Item: { ...key(1), state: { S: "open" } },
			Expected: { lane: { Exists: false } },
		}),
	);
	const again = new PutItemCommand({ TableName, Item: key(1), Expected: { lane: { Exists: false } } });
	await expect(client.send(again)).rejects.toMatchObject({ name: "ConditionalCheckFailedException" });
	const { Items } = await client.send(
		new QueryCommand({
			TableName,
			KeyConditions: { lane: { ComparisonOperator: "EQ", AttributeValueList: [{ S: "acme#0" }] } },
			QueryFilter: { state: { ComparisonOperator: "EQ", AttributeValueList: [{ S: "open" }] } },
			AttributesToGet: ["state"],
		}),
	);
	expect(Items).toEqual([{ state: { S: "open" } }]);
});

test("batches write and read several items", async () => {
	const { client, TableName } = await withTable();
	const { UnprocessedItems } = await client.send(
		new BatchWriteItemCommand({
			RequestItems: {
				[TableName]: [1, 2, 3].map((seq) => ({
					PutRequest: { Item: { ...key(seq), b: { B: bytes(seq) } } },
				})),
			},
		}),
	);
	expect(UnprocessedItems).toEqual({});
	await client.send(
		new BatchWriteItemCommand({ RequestItems: { [TableName]: [{ DeleteRequest: { Key: key(2) } }] } }),
	);
	const { Responses } = await client.send(
		new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys: [key(1), key(2), key(3)] } } }),
	);
	expect(new Set(Responses?.[TableName]?.map((item) => item["b"]?.B?.length))).toEqual(new Set([1, 3]));
	const twice = new BatchWriteItemCommand({
		RequestItems: { [TableName]: [{ PutRequest: { Item: key(1) } }, { DeleteRequest: { Key: key(1) } }] },
	});
	await expect(client.send(twice)).rejects.toMatchObject({ name: "ValidationException" });
});

test("a transaction writes all or nothing and gives each action its reason", async () => {
	const { client, TableName } = await withTable();
	await client.send(new PutItemCommand({ TableName, Item: { ...key(1), state: { S: "old" } } }));
	const refused = client.send(
		new TransactWriteItemsCommand({
			TransactItems: [
				{ Put: { TableName, Item: key(2) } },
				{
					ConditionCheck: {
						TableName,
						Key: key(1),
						ConditionExpression: "attribute_not_exists(lane)",
						ReturnValuesOnConditionCheckFailure: "ALL_OLD",
					},
				},
				{ Delete: { TableName, Key: key(3) } },
			],
		}),
	);
	await expect(refused).rejects.toMatchObject({
		name: "TransactionCanceledException",
		CancellationReasons: [
			{ Code: "None" },
			{ Code: "ConditionalCheckFailed", Item: { ...key(1), state: { S: "old" } } },
			{ Code: "None" },
		],
	});
	await client.send(
		new TransactWriteItemsCommand({
			TransactItems: [
				{ Put: { TableName, Item: key(2) } },
				{
					Update: {
						TableName,
						Key: key(1),
						UpdateExpression: "SET #s = :new",
						ConditionExpression: "#s = :old",
						ExpressionAttributeNames: { "#s": "state" },
						ExpressionAttributeValues: { ":new": { S: "new" }, ":old": { S: "old" } },
					},
				},
			],
		}),
	);
	const { Responses } = await client.send(
		new TransactGetItemsCommand({
			TransactItems: [1, 2, 3].map((seq) => ({ Get: { TableName, Key: key(seq) } })),
		}),
	);
	expect(Responses?.map(({ Item }) => Item)).toEqual([{ ...key(1), state: { S: "new" } }, key(2), undefined]);
});

test("a transaction's token makes it happen once", async () => {
	const { client, TableName } = await withTable();
	const add = (ClientRequestToken: string, by: string) =>
		client.send(
			new TransactWriteItemsCommand({
				ClientRequestToken,
				TransactItems: [
					{
						Update: {
							TableName,
							Key: key(1),
							UpdateExpression: "ADD n :by",
							ExpressionAttributeValues: { ":by": { N: by } },
						},
					},
				],
			}),
		);
	const token = crypto.randomUUID();
	await add(token, "1");
	await add(token, "1");
	await expect(add(token, "2")).rejects.toMatchObject({ name: "IdempotentParameterMismatchException" });
	const { Item } = await client.send(new GetItemCommand({ TableName, Key: key(1) }));
	expect(Item?.["n"]).toEqual({ N: "1" });
});

test("a transaction touches no item twice and takes at most 100 actions", async () => {
	const { client, TableName } = await withTable();
	const send = (seqs: number[]) =>
		client.send(
			new TransactWriteItemsCommand({
				TransactItems: seqs.map((seq) => ({ Put: { TableName, Item: key(seq) } })),
			}),
		);
	await expect(send([1, 1])).rejects.toMatchObject({ name: "ValidationException" });
	await expect(send(Array.from({ length: 101 }, (_, seq) => seq))).rejects.toMatchObject({
		name: "ValidationException",
	});
	await send(Array.from({ length: 100 }, (_, seq) => seq));
});

test("consumed capacity counts kilobytes: writes by one, reads by four, transactions double", async () => {
	const { client, TableName } = await withTable();
	const Item = { ...key(1), body: { B: bytes(25_000) } };
	const put = await client.send(new PutItemCommand({ TableName, Item, ReturnConsumedCapacity: "TOTAL" }));
	expect(put.ConsumedCapacity).toMatchObject({ TableName, CapacityUnits: 25 });
	const options = { TableName, Key: key(1), ReturnConsumedCapacity: "TOTAL" } as const;
	const read = await client.send(new GetItemCommand(options));
	expect(read.ConsumedCapacity?.CapacityUnits).toBe(3.5);
	const strong = await client.send(new GetItemCommand({ ...options, ConsistentRead: true }));
	expect(strong.ConsumedCapacity?.CapacityUnits).toBe(7);
	const absent = await client.send(new GetItemCommand({ ...options, Key: key(2) }));
	expect(absent.ConsumedCapacity?.CapacityUnits).toBe(0.5);
	const queried = await client.send(
		new QueryCommand({
			TableName,
			KeyConditionExpression: "lane = :lane",
			FilterExpression: "attribute_exists(nothing)",
			ExpressionAttributeValues: { ":lane": { S: "acme#0" } },
			ReturnConsumedCapacity: "INDEXES",
		}),
	);
	expect(queried).toMatchObject({
		Count: 0,
		ScannedCount: 1,
		ConsumedCapacity: { CapacityUnits: 3.5, Table: { CapacityUnits: 3.5 } },
	});
	const transaction = await client.send(
		new TransactWriteItemsCommand({
			TransactItems: [{ Put: { TableName, Item: { ...key(2), body: { B: bytes(1_500) } } } }],
			ReturnConsumedCapacity: "TOTAL",
		}),
	);
	expect(transaction.ConsumedCapacity?.[0]?.CapacityUnits).toBe(4);
});

test("tables are described, tagged, protected against deletion", async () => {
	const { client, TableName } = await withTable({
		StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
		DeletionProtectionEnabled: true,
	});
	const { Table } = await client.send(new DescribeTableCommand({ TableName }));
	expect(Table).toMatchObject({
		TableName,
		TableStatus: "ACTIVE",
		BillingModeSummary: { BillingMode: "PAY_PER_REQUEST" },
		StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
		DeletionProtectionEnabled: true,
	});
	const ResourceArn = Table?.TableArn;
	await client.send(new TagResourceCommand({ ResourceArn, Tags: [{ Key: "a", Value: "1" }] }));
	await client.send(new TagResourceCommand({ ResourceArn, Tags: [{ Key: "b", Value: "2" }] }));
	await client.send(new UntagResourceCommand({ ResourceArn, TagKeys: ["a"] }));
	const { Tags } = await client.send(new ListTagsOfResourceCommand({ ResourceArn }));
	expect(Tags).toEqual([{ Key: "b", Value: "2" }]);
	const removal = () => client.send(new DeleteTableCommand({ TableName }));
	await expect(removal()).rejects.toMatchObject({ name: "ValidationException" });
	await client.send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled: false }));
	await removal();
});

test("an item over 400 KB, counted in bytes, is refused", async () => {
	const { client, TableName } = await withTable();
	const put = (text: string) =>
		client.send(new PutItemCommand({ TableName, Item: { ...key(1), text: { S: text } } }));
	await expect(put("é".repeat(205_000))).rejects.toMatchObject({ name: "ValidationException" });
	await put("e".repeat(405_000));
});
