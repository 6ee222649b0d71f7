import {
	BatchGetItemCommand,
	BatchWriteItemCommand,
	DeleteItemCommand,
	GetItemCommand,
	PutItemCommand,
	QueryCommand,
	ScanCommand,
	TransactGetItemsCommand,
	TransactWriteItemsCommand,
	UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { expect, test } from "vitest";
import { type Authorize, AwsError, type Caller } from "../../../local/service.ts";
import { served } from "./served.ts";

type Question = Parameters<Authorize>[0];

/** DynamoDB that writes down what it asks, and refuses what `refuse` says. */
async function asked(refuse: (question: Question) => boolean = () => false) {
	const questions: Question[] = [];
	const cloud = await served({
		authorize: (question) => {
			questions.push(question);
			if (refuse(question)) throw new AwsError("AccessDeniedException", `not ${question.action}`);
		},
	});
	const names = await cloud.table({
		AttributeDefinitions: [
			{ AttributeName: "id", AttributeType: "S" },
			{ AttributeName: "colour", AttributeType: "B" },
		],
		GlobalSecondaryIndexes: [
			{
				IndexName: "by-colour",
				KeySchema: [{ AttributeName: "colour", KeyType: "HASH" }],
				Projection: { ProjectionType: "ALL" },
			},
		],
	});
	questions.length = 0;
	return { ...cloud, ...names, questions };
}

const id = (text: string) => ({ id: { S: text } });

test("single writes ask with leading key, attributes and returned values", async () => {
	const { client, TableName, TableArn, questions } = await asked();
	await client.send(new PutItemCommand({ TableName, Item: { ...id("a"), n: { N: "1" } } }));
	await client
		.send(
			new UpdateItemCommand({
				TableName,
				Key: id("a"),
				UpdateExpression: "SET n = :n, m.x = :n REMOVE gone",
				ConditionExpression: "attribute_exists(checked)",
				ExpressionAttributeValues: { ":n": { N: "2" } },
				ReturnValues: "ALL_OLD",
			}),
		)
		.catch(() => {});
	await client.send(new DeleteItemCommand({ TableName, Key: id("a") }));
	expect(questions.map(({ action, resource, context }) => [action, resource, context])).toEqual([
		[
			"dynamodb:PutItem",
			TableArn,
			{ "dynamodb:LeadingKeys": ["a"], "dynamodb:Attributes": ["id", "n"], "dynamodb:ReturnValues": "NONE" },
		],
		[
			"dynamodb:UpdateItem",
			TableArn,
			{
				"dynamodb:LeadingKeys": ["a"],
				"dynamodb:Attributes": ["id", "checked", "n", "m", "gone"],
				"dynamodb:ReturnValues": "ALL_OLD",
			},
		],
		[
			"dynamodb:DeleteItem",
			TableArn,
			{ "dynamodb:LeadingKeys": ["a"], "dynamodb:Attributes": ["id"], "dynamodb:ReturnValues": "NONE" },
		],
	]);
});

test("reads ask for the table or the index, a scan without leading keys", async () => {
	const { client, TableName, TableArn, questions } = await asked();
	const colour = { B: Uint8Array.of(1, 2, 255) };
	await client.send(new GetItemCommand({ TableName, Key: id("a"), ProjectionExpression: "n" }));
	await client.send(
		new QueryCommand({
			TableName,
			IndexName: "by-colour",
			KeyConditionExpression: "colour = :c",
			ExpressionAttributeValues: { ":c": colour },
		}),
	);
	await client.send(new ScanCommand({ TableName, Select: "COUNT" }));
	expect(questions.map(({ action, resource, context }) => [action, resource, context])).toEqual([
		[
			"dynamodb:GetItem",
			TableArn,
			{
				"dynamodb:LeadingKeys": ["a"],
				"dynamodb:Attributes": ["id", "n"],
				"dynamodb:Select": "SPECIFIC_ATTRIBUTES",
			},
		],
		[
			"dynamodb:Query",
			`${TableArn}/index/by-colour`,
			{
				"dynamodb:LeadingKeys": ["AQL/"],
				"dynamodb:Attributes": ["colour"],
				"dynamodb:Select": "ALL_PROJECTED_ATTRIBUTES",
			},
		],
		["dynamodb:Scan", TableArn, { "dynamodb:Select": "COUNT" }],
	]);
});

test("batches ask once for a table with all leading keys, transactions for each action", async () => {
	const { client, TableName, questions } = await asked();
	const Item = id("a");
	await client.send(
		new BatchWriteItemCommand({
			RequestItems: {
				[TableName]: [{ PutRequest: { Item } }, { DeleteRequest: { Key: id("b") } }],
			},
		}),
	);
	await client.send(new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys: [id("a"), id("b")] } } }));
	await client.send(
		new TransactWriteItemsCommand({
			TransactItems: [
				{ Put: { TableName, Item: id("p") } },
				{ Update: { TableName, Key: id("u"), UpdateExpression: "REMOVE gone" } },
				{ Delete: { TableName, Key: id("d") } },
				{ ConditionCheck: { TableName, Key: id("c"), ConditionExpression: "attribute_not_exists(id)" } },
			],
		}),
	);
	await client.send(new TransactGetItemsCommand({ TransactItems: [{ Get: { TableName, Key: id("g") } }] }));
	expect(
		questions.map(({ action, context }) => [
			action,
			context?.["dynamodb:LeadingKeys"],
			context?.["dynamodb:EnclosingOperation"],
		]),
	).toEqual([
		["dynamodb:BatchWriteItem", ["a", "b"], undefined],
		["dynamodb:BatchGetItem", ["a", "b"], undefined],
		["dynamodb:PutItem", ["p"], "TransactWriteItems"],
		["dynamodb:UpdateItem", ["u"], "TransactWriteItems"],
		["dynamodb:DeleteItem", ["d"], "TransactWriteItems"],
		["dynamodb:ConditionCheckItem", ["c"], "TransactWriteItems"],
		["dynamodb:GetItem", ["g"], "TransactGetItems"],
	]);
});

test("one action that is refused keeps the whole transaction from happening", async () => {
	const { client, TableName } = await asked(({ action }) => action === "dynamodb:DeleteItem");
	const transaction = new TransactWriteItemsCommand({
		TransactItems: [{ Put: { TableName, Item: id("p") } }, { Delete: { TableName, Key: id("d") } }],
	});
	await expect(client.send(transaction)).rejects.toMatchObject({ name: "AccessDeniedException" });
	const { Item } = await client.send(new GetItemCommand({ TableName, Key: id("p") }));
	expect(Item).toBeUndefined();
});

test("whoever is not allowed does not learn whether a table exists", async () => {
	const { client, TableName } = await asked(({ action }) => action === "dynamodb:GetItem");
	for (const name of [TableName, "no-such-table"])
		await expect(client.send(new GetItemCommand({ TableName: name, Key: id("a") }))).rejects.toMatchObject({
			name: "AccessDeniedException",
		});
});

test("a table's key is used for each role, and again after five minutes", async () => {
	const used: { keyArn: string; caller: Caller; via: string; encryptionContext?: object }[] = [];
	const cloud = await served({
		links: {
			useKey: async (call) => {
				used.push(call);
			},
		},
	});
	const keyArn = "arn:aws:kms:us-east-1:000000000000:key/11111111-2222-3333-4444-555555555555";
	const { TableName } = await cloud.table({ SSESpecification: { Enabled: true, KMSMasterKeyId: keyArn } });
	const read = (role: string) => {
		cloud.front.caller = {
			kind: "session",
			arn: `arn:aws:sts::000000000000:assumed-role/${role}/${Math.random()}`,
			roleArn: `arn:aws:iam::000000000000:role/${role}`,
			tags: {},
		};
		return cloud.client.send(new GetItemCommand({ TableName, Key: id("a") }));
	};
	await read("one");
	await read("one");
	await read("two");
	expect(used).toHaveLength(2);
	expect(used[0]).toMatchObject({
		keyArn,
		via: "dynamodb.us-east-1.amazonaws.com",
		encryptionContext: {
			"aws:dynamodb:tableName": TableName,
			"aws:dynamodb:subscriberId": "000000000000",
		},
	});
	cloud.context.clock.move(5 * 60 * 1000);
	await read("one");
	expect(used).toHaveLength(3);
	cloud.context.links.useKey = async () => {
		throw new AwsError("DisabledException", "the key is disabled");
	};
	await expect(read("three")).rejects.toMatchObject({ name: "DisabledException" });
});
