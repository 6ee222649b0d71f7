import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import dynalite from "dynalite";

/** The product's tables by their keys, as `docs/architecture.md` lists them. */
const schema: Record<string, [partition: string, sort?: [name: string, type: "S" | "N"]]> = {
	Ledger: ["lane", ["seq", "N"]],
	Keys: ["tenant", ["key", "S"]],
	Tenants: ["tenant", ["item", "S"]],
	Credentials: ["credential"],
	Requests: ["request"],
	Watch: ["tenant", ["item", "S"]],
	Incidents: ["tenant", ["item", "S"]],
	Reports: ["tenant", ["report", "S"]],
};

/** A DynamoDB of its own for one test file, in memory on a loopback port, with the named tables, empty. */
export async function openTables(...names: (keyof typeof schema)[]) {
	const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const address = server.address();
	const port = typeof address === "object" && address !== null ? address.port : 0;
	const dynamodb = new DynamoDBClient({
		endpoint: `http://127.0.0.1:${port}`,
		region: "us-east-1",
		credentials: { accessKeyId: "test", secretAccessKey: "test" },
	});
	for (const name of names) {
		const [partition, sort] = schema[name] ?? [];
		if (!partition) throw new Error(`no table ${name}`);
		await dynamodb.send(
			new CreateTableCommand({
				TableName: String(name),
				BillingMode: "PAY_PER_REQUEST",
				AttributeDefinitions: [
					{ AttributeName: partition, AttributeType: "S" },
					...(sort ? [{ AttributeName: sort[0], AttributeType: sort[1] }] : []),
				],
				KeySchema: [
					{ AttributeName: partition, KeyType: "HASH" },
					...(sort ? [{ AttributeName: sort[0], KeyType: "RANGE" as const }] : []),
				],
			}),
		);
	}
	return {
		dynamodb,
		close: async () => {
			dynamodb.destroy();
			await new Promise<void>((resolve) => server.close(() => resolve()));
		},
	};
}
