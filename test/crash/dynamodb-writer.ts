import { machineClock } from "../../local/clock.ts";
import { createDynamodb } from "../../local/dynamodb/dynamodb.ts";
import { Faults } from "../../local/faults.ts";
import type { LocalContext } from "../../local/service.ts";

/**
 * A process to be killed: puts and transactions without end, from eight writers. One line on stdout for each
 * acknowledgement, `put <id>` or `pair <id>`, written before the writer goes on.
 */
const [directory = "", run = ""] = process.argv.slice(2);

export const table = "written";

/** The service without anything around it. */
export const bareContext = (at: string): LocalContext => ({
	state: {
		directory: at,
		collection: () => {
			throw new Error("not used");
		},
		commit: async () => {},
		close: async () => {},
	},
	clock: machineClock(),
	faults: new Faults(),
	authorize: () => {},
	region: "us-east-1",
	account: "000000000000",
	log: () => {},
	links: {},
});

/** Calls an operation without a transport. */
export function caller(service: Awaited<ReturnType<typeof createDynamodb>>) {
	return async (operation: string, input: object): Promise<Record<string, unknown>> => {
		const { body } = await service.handle({
			service: "dynamodb",
			operation,
			target: `DynamoDB_20120810.${operation}`,
			method: "POST",
			path: "/",
			query: new URLSearchParams(),
			headers: {},
			body: Buffer.from(JSON.stringify(input)),
			caller: { kind: "administrator", arn: "arn:aws:iam::000000000000:root" },
			requestId: "",
		});
		return JSON.parse(String(body)) as Record<string, unknown>;
	};
}

async function write(writer: number, call: ReturnType<typeof caller>): Promise<never> {
	for (let round = 0; ; round += 1) {
		const id = `${run}-${writer}-${round}`;
		const Item = { id: { S: id }, body: { B: Buffer.alloc(3000, round).toString("base64") } };
		if (round % 4 === 0) {
			const items = ["left", "right"].map((side) => ({ ...Item, id: { S: `${id}-${side}` } }));
			await call("TransactWriteItems", {
				TransactItems: items.map((one) => ({ Put: { TableName: table, Item: one } })),
			});
		} else await call("PutItem", { TableName: table, Item });
		process.stdout.write(`${round % 4 === 0 ? "pair" : "put"} ${id}\n`);
	}
}

if (import.meta.main) {
	const call = caller(await createDynamodb(bareContext(directory)));
	for (let writer = 0; writer < 8; writer += 1) void write(writer, call);
}
