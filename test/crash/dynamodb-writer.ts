import { createDynamodb } from "../../local/dynamodb/dynamodb.ts";
import { bareContext, caller } from "../local/dynamodb/bare.ts";

/**
 * A process to be killed: puts and transactions without end, from eight writers. One line on stdout for each
 * acknowledgement, `put <id>` or `pair <id>`, written before the writer goes on.
 */
const [directory = "", run = ""] = process.argv.slice(2);

export const table = "written";

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
