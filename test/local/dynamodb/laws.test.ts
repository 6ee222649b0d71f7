import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import type { Item } from "../../../local/dynamodb/attribute.ts";
import { createDynamodb } from "../../../local/dynamodb/dynamodb.ts";
import { sameItem } from "../../../local/dynamodb/items/same-item.ts";
import { bareContext, caller } from "./bare.ts";

const id = fc.constantFrom("a", "b", "c");
const content = fc.record({
	n: fc.constantFrom("1", "2"),
	colour: fc.constantFrom("red", "blue", undefined),
});
const toItem = (key: string, { n, colour }: { n: string; colour: string | undefined }): Item => ({
	id: { S: key },
	n: { N: n },
	...(colour ? { colour: { S: colour } } : {}),
});
const write = fc.oneof(
	fc.record({ kind: fc.constant("put" as const), key: id, content }),
	fc.record({ kind: fc.constant("delete" as const), key: id }),
	fc.record({ kind: fc.constant("update" as const), key: id, content }),
);
type Write = typeof write extends fc.Arbitrary<infer T> ? T : never;
const step = fc.oneof(
	fc.record({ single: write }),
	fc.record({ batch: fc.uniqueArray(write, { minLength: 1, maxLength: 3, selector: ({ key }) => key }) }),
	fc.record({
		transaction: fc.uniqueArray(write, { minLength: 1, maxLength: 3, selector: ({ key }) => key }),
		fails: fc.boolean(),
	}),
);

async function opened() {
	const directory = mkdtempSync(join(tmpdir(), "audit-trail-laws-"));
	const context = bareContext(directory);
	const service = await createDynamodb(context);
	onTestFinished(async () => {
		await service.stop?.();
		rmSync(directory, { recursive: true, force: true });
	});
	return { context, call: caller(service) };
}

const KeySchema = (name: string) => [{ AttributeName: name, KeyType: "HASH" }];

function request(TableName: string, one: Write): [operation: string, input: Record<string, unknown>] {
	const Key = { id: { S: one.key } };
	if (one.kind === "put") return ["PutItem", { TableName, Item: toItem(one.key, one.content) }];
	if (one.kind === "delete") return ["DeleteItem", { TableName, Key }];
	return [
		"UpdateItem",
		{
			TableName,
			Key,
			UpdateExpression: one.content.colour ? "SET n = :n, colour = :c" : "SET n = :n REMOVE colour",
			ExpressionAttributeValues: {
				":n": { N: one.content.n },
				...(one.content.colour ? { ":c": { S: one.content.colour } } : {}),
			},
		},
	];
}

test("whoever replays the stream has the table, and its index has the same items", async () => {
	const { context, call } = await opened();
	let tables = 0;
	await fc.assert(
		fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
			tables += 1;
			const TableName = `law-${tables}`;
			const { TableDescription } = (await call("CreateTable", {
				TableName,
				BillingMode: "PAY_PER_REQUEST",
				AttributeDefinitions: ["id", "colour"].map((AttributeName) => ({
					AttributeName,
					AttributeType: "S",
				})),
				KeySchema: KeySchema("id"),
				GlobalSecondaryIndexes: [
					{ IndexName: "index", KeySchema: KeySchema("colour"), Projection: { ProjectionType: "ALL" } },
				],
				StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
			})) as { TableDescription: { LatestStreamArn: string } };
			for (const one of steps) {
				if ("single" in one) await call(...request(TableName, one.single));
				else if ("batch" in one)
					await call("BatchWriteItem", {
						RequestItems: {
							[TableName]: one.batch.map((entry) =>
								entry.kind === "put"
									? { PutRequest: { Item: toItem(entry.key, entry.content) } }
									: { DeleteRequest: { Key: { id: { S: entry.key } } } },
							),
						},
					});
				else {
					const actions: object[] = one.transaction.map((entry) => {
						const [operation, input] = request(TableName, entry);
						return { [operation.replace("Item", "")]: input };
					});
					if (one.fails)
						actions.push({
							ConditionCheck: {
								TableName,
								Key: { id: { S: "never" } },
								ConditionExpression: "attribute_exists(id)",
							},
						});
					const done = call("TransactWriteItems", { TransactItems: actions });
					if (one.fails) await expect(done).rejects.toMatchObject({ code: "TransactionCanceledException" });
					else await done;
				}
			}
			const replayed = new Map<string, Item>();
			const streamArn = TableDescription.LatestStreamArn;
			const batch = await context.links.readStream?.({ streamArn, after: undefined, limit: 1000 });
			for (const { dynamodb } of batch?.records ?? []) {
				const { Keys, OldImage, NewImage } = dynamodb as { Keys?: Item; OldImage?: Item; NewImage?: Item };
				const key = Keys?.["id"]?.S ?? "";
				expect(OldImage).toEqual(replayed.get(key));
				expect(OldImage && NewImage && sameItem(OldImage, NewImage)).not.toBe(true);
				if (NewImage) replayed.set(key, NewImage);
				else replayed.delete(key);
			}
			const byId = (items: Iterable<Item>) =>
				[...items].sort((a, b) => ((a["id"]?.S ?? "") < (b["id"]?.S ?? "") ? -1 : 1));
			const scanned = (await call("Scan", { TableName }))["Items"] as Item[];
			expect(byId(scanned)).toEqual(byId(replayed.values()));
			const indexed = (await call("Scan", { TableName, IndexName: "index" }))["Items"] as Item[];
			expect(byId(indexed)).toEqual(byId(scanned.filter((item) => item["colour"] !== undefined)));
		}),
		{ numRuns: 60 },
	);
});
