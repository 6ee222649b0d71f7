import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { Item } from "../../local/dynamodb/attribute.ts";
import { createDynamodb } from "../../local/dynamodb/dynamodb.ts";
import { bareContext, caller } from "../local/dynamodb/bare.ts";
import { table } from "./dynamodb-writer.ts";

const kills = 20;

/** Writes until the first acknowledgements have come, and is killed a random moment later. @returns what it acknowledged */
async function writeAndKill(directory: string, run: number): Promise<string[]> {
	const child = spawn(
		process.execPath,
		[join(import.meta.dirname, "dynamodb-writer.ts"), directory, String(run)],
		{ stdio: ["ignore", "pipe", "inherit"] },
	);
	let output = "";
	const gone = new Promise((resolve) => child.once("close", resolve));
	child.stdout.once("data", () => setTimeout(() => child.kill("SIGKILL"), Math.random() * 120));
	child.stdout.on("data", (text) => {
		output += text;
	});
	await gone;
	// The last line may have been cut by the kill: it was then not acknowledged.
	return output.split("\n").slice(0, -1);
}

/** Ids of all items, and of all records in the stream's order. */
async function stored(directory: string): Promise<{ items: string[]; records: string[] }> {
	const context = bareContext(directory);
	const service = await createDynamodb(context);
	const call = caller(service);
	const described = await call("DescribeTable", { TableName: table });
	const streamArn = (described["Table"] as { LatestStreamArn: string }).LatestStreamArn;
	const items: string[] = [];
	let ExclusiveStartKey: unknown;
	do {
		const page = await call("Scan", { TableName: table, ProjectionExpression: "id", ExclusiveStartKey });
		items.push(...(page["Items"] as Item[]).map((item) => item["id"]?.S ?? ""));
		ExclusiveStartKey = page["LastEvaluatedKey"];
	} while (ExclusiveStartKey);
	const records: string[] = [];
	let after: string | undefined;
	for (;;) {
		const batch = await context.links.readStream?.({ streamArn, after, limit: 10_000 });
		if (!batch || batch.records.length === 0) break;
		for (const { dynamodb } of batch.records)
			records.push((dynamodb as { Keys?: Item }).Keys?.["id"]?.S ?? "");
		after = batch.last;
	}
	await service.stop?.();
	return { items, records };
}

test(`through ${kills} kills every acknowledged change and its stream record are there, and no other half`, async () => {
	const directory = mkdtempSync(join(tmpdir(), "audit-trail-crash-"));
	onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
	const service = await createDynamodb(bareContext(directory));
	await caller(service)("CreateTable", {
		TableName: table,
		BillingMode: "PAY_PER_REQUEST",
		AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
		KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
		StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
	});
	await service.stop?.();
	const acknowledged: string[] = [];
	for (let run = 0; run < kills; run += 1) acknowledged.push(...(await writeAndKill(directory, run)));

	const { items, records } = await stored(directory);
	expect([...records].sort()).toEqual([...items].sort());
	const present = new Set(items);
	expect(present.size).toBe(items.length);
	const ids = acknowledged.flatMap((line) => {
		const [kind, id] = line.split(" ");
		return kind === "pair" ? [`${id}-left`, `${id}-right`] : [`${id}`];
	});
	expect(ids.length).toBeGreaterThan(kills);
	expect(ids.filter((id) => !present.has(id))).toEqual([]);
	const halves = items.filter((id) => id.endsWith("-left")).map((id) => id.replace(/left$/, "right"));
	expect(halves.filter((id) => !present.has(id))).toEqual([]);
	expect(items.filter((id) => id.endsWith("-right"))).toHaveLength(halves.length);
});
