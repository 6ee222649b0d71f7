import { setTimeout as wait } from "node:timers/promises";
import { AwsError } from "../service.ts";
import type { Call, Engine } from "./engine.ts";
import { cancelled } from "./transactions/cancelled.ts";

const writes = ["PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem"];
const transactions = ["TransactWriteItems", "TransactGetItems"];

/** Strikes with what was planted for this call, before anything is done. */
export async function strikeFaults(
	{ context: { faults } }: Engine,
	{ operation, input }: Call,
): Promise<void> {
	const slow = faults.strike("slow", "dynamodb", operation);
	if (slow) await wait(slow.milliseconds);
	if (faults.strike("throttle", "dynamodb", operation))
		throw new AwsError(
			"ProvisionedThroughputExceededException",
			"The level of configured provisioned throughput for the table was exceeded. (planted fault)",
		);
	if (writes.includes(operation) && faults.strike("conflict", "dynamodb", operation))
		throw new AwsError("TransactionConflictException", "Transaction is ongoing for the item (planted fault)");
	if (transactions.includes(operation) && faults.strike("conflict", "dynamodb", operation)) {
		const items = Array.isArray(input["TransactItems"]) ? input["TransactItems"] : [];
		throw cancelled(
			items.map((_item, position) =>
				position === 0
					? { Code: "TransactionConflict", Message: "Transaction is ongoing for the item" }
					: { Code: "None" },
			),
		);
	}
}
