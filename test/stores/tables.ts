import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { createDynamodb } from "../../local/dynamodb/dynamodb.ts";
import { AwsError, type Service } from "../../local/service.ts";
import { bareContext } from "../local/dynamodb/bare.ts";

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

/** A DynamoDB of its own for one test file: the local cloud's, on a loopback port, with the named tables, empty. */
export async function openTables(...names: (keyof typeof schema)[]) {
	const directory = mkdtempSync(join(tmpdir(), "audit-trail-tables-"));
	const service = await createDynamodb(bareContext(directory));
	const server = serve(service);
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
			server.closeAllConnections();
			await new Promise<void>((resolve) => server.close(() => resolve()));
			await service.stop?.();
			rmSync(directory, { recursive: true });
		},
	};
}

/** The service behind its JSON protocol; signatures are not looked at. */
function serve(service: Service): Server {
	return createServer(async (request, response) => {
		const pieces: Buffer[] = [];
		for await (const piece of request) pieces.push(piece as Buffer);
		const target = String(request.headers["x-amz-target"]);
		try {
			const { status, headers, body } = await service.handle({
				service: "dynamodb",
				operation: target.split(".")[1],
				target,
				method: "POST",
				path: "/",
				query: new URLSearchParams(),
				headers: {},
				body: Buffer.concat(pieces),
				caller: { kind: "administrator", arn: "arn:aws:iam::000000000000:root" },
				requestId: randomUUID(),
			});
			response.writeHead(status, headers).end(body);
		} catch (error) {
			const refusal = error instanceof AwsError ? error : new AwsError("InternalFailure", String(error), 500);
			const { code, message, status, detail } = refusal;
			response
				.writeHead(status, { "Content-Type": "application/x-amz-json-1.0" })
				.end(JSON.stringify({ __type: code, message, ...detail }));
		}
	});
}
