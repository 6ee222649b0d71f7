import {
	CreateTableCommand,
	type CreateTableCommandInput,
	DescribeTableCommand,
	DynamoDBClient,
} from "@aws-sdk/client-dynamodb";
import { machineClock } from "../../../local/clock.ts";
import { createDynamodb } from "../../../local/dynamodb/dynamodb.ts";
import type { LocalContext, Service } from "../../../local/service.ts";
import { kernelContext } from "../kernel-context.ts";
import { type Loopback, loopback } from "../loopback.ts";

export interface Served {
	context: LocalContext;
	service: Service;
	front: Loopback;
	client: DynamoDBClient;
	/** Makes a table `id` S. @returns its name and, where it has one, its stream */
	table(
		more?: Partial<CreateTableCommandInput>,
	): Promise<{ TableName: string; TableArn: string; StreamArn: string }>;
}

/** DynamoDB by itself on loopback, with a clock that a test moves. */
export async function served(changes: Partial<LocalContext> = {}): Promise<Served> {
	const context = await kernelContext({ clock: machineClock(), ...changes });
	const service = await createDynamodb(context);
	const front = await loopback(service);
	const client = new DynamoDBClient({
		endpoint: front.url,
		region: context.region,
		credentials: { accessKeyId: "test", secretAccessKey: "test" },
		maxAttempts: 1,
	});
	return {
		context,
		service,
		front,
		client,
		async table(more = {}) {
			const TableName = `table-${crypto.randomUUID()}`;
			await client.send(
				new CreateTableCommand({
					TableName,
					BillingMode: "PAY_PER_REQUEST",
					AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
					KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
					StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
					...more,
				}),
			);
			const { Table } = await client.send(new DescribeTableCommand({ TableName }));
			return { TableName, TableArn: Table?.TableArn ?? "", StreamArn: Table?.LatestStreamArn ?? "" };
		},
	};
}
