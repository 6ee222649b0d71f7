import {
	CreateTableCommand,
	DynamoDBClient,
	type KeySchemaElement,
	waitUntilTableExists,
} from "@aws-sdk/client-dynamodb";
import { CreateKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { onTestFinished } from "vitest";
import { createDynamodb } from "../../local/dynamodb/dynamodb.ts";
import { createIam } from "../../local/iam/create-iam.ts";
import { createKms } from "../../local/kms/create-kms.ts";
import { kernelContext } from "../local/kernel-context.ts";
import { loopback } from "../local/loopback.ts";

const schemas = {
	ledger: { lane: "S", seq: "N" },
	keys: { tenant: "S", key: "S" },
	requests: { request: "S" },
	tenants: { tenant: "S", item: "S" },
} as const;

/** The tables and the envelope key that sealing needs, in a local cloud of the test's own; every SDK call is counted. */
export async function ledgerCloud() {
	const context = await kernelContext();
	const { identities } = await createIam(context);
	const { url } = await loopback(await createDynamodb(context), await createKms(context, identities));
	const credentials = { accessKeyId: "test", secretAccessKey: "test" };
	const endpoint = { endpoint: url, region: context.region, credentials };
	const calls: string[] = [];
	let writeUnits = 0;
	const dynamodb = new DynamoDBClient({ ...endpoint, maxAttempts: 1 });
	const kms = new KMSClient({ ...endpoint, maxAttempts: 1 });
	dynamodb.middlewareStack.add(
		(next, { commandName = "" }) =>
			async (args) => {
				calls.push(commandName);
				const input = { ...args.input, ReturnConsumedCapacity: "TOTAL" };
				const done = await next({ ...args, input });
				const { ConsumedCapacity } = done.output as { ConsumedCapacity?: { CapacityUnits?: number } };
				if (/^(Put|Update)/.test(commandName)) writeUnits += ConsumedCapacity?.CapacityUnits ?? Number.NaN;
				return done;
			},
		{ step: "initialize" },
	);
	kms.middlewareStack.add(
		(next, { commandName = "" }) =>
			async (args) => {
				calls.push(commandName);
				return await next(args);
			},
		{ step: "initialize" },
	);
	onTestFinished(() => {
		dynamodb.destroy();
		kms.destroy();
	});
	const tables = { ledger: "", keys: "", requests: "", tenants: "" };
	for (const name of Object.keys(schemas) as (keyof typeof schemas)[]) {
		const TableName = `${name}-${crypto.randomUUID()}`;
		tables[name] = TableName;
		const attributes = Object.entries(schemas[name]);
		await dynamodb.send(
			new CreateTableCommand({
				TableName,
				BillingMode: "PAY_PER_REQUEST",
				AttributeDefinitions: attributes.map(([AttributeName, AttributeType]) => ({
					AttributeName,
					AttributeType,
				})),
				KeySchema: attributes.map(
					([AttributeName], i): KeySchemaElement => ({ AttributeName, KeyType: i === 0 ? "HASH" : "RANGE" }),
				),
			}),
		);
		await waitUntilTableExists({ client: dynamodb, maxWaitTime: 30 }, { TableName });
	}
	const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
	return {
		faults: context.faults,
		dynamodb,
		kms,
		tables,
		envelopeKey: KeyMetadata?.Arn ?? "",
		calls,
		/** What was counted since the last time: calls by name, and units of single writes. */
		counted: () => {
			const since = { calls: calls.splice(0), writeUnits };
			writeUnits = 0;
			return since;
		},
	};
}
