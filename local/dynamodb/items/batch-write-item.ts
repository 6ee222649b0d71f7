import db from "dynalite/db/index.js";
import validation from "dynalite/validations/batchWriteItem.js";
import { leadingKey, openTable } from "../access.ts";
import type { Item } from "../attribute.ts";
import type { Operation } from "../engine.ts";
import { keyspace } from "../keyspace.ts";
import { invalid } from "../refusal.ts";
import { validate } from "../validate.ts";
import { addUnits, consumedCapacity, type Units, unitsOfWrite } from "./capacity.ts";
import { draft, itemKey } from "./draft.ts";
import type { CapacityDetail, DeleteInput, PutInput } from "./item-inputs.ts";
import { itemSize } from "./item-size.ts";
import { refuseCollectionMetrics } from "./write-item.ts";

interface Input {
	RequestItems: Record<string, { PutRequest?: { Item: Item }; DeleteRequest?: { Key: Item } }[]>;
	ReturnConsumedCapacity?: CapacityDetail;
	ReturnItemCollectionMetrics?: "SIZE" | "NONE";
}

/** Each write by itself, in the order of the request: a batch is no transaction. */
export const batchWriteItem: Operation = async (engine, call) => {
	const input = validate<Input>(call.input, validation);
	const writes: { name: string; key: string; input: PutInput | DeleteInput }[] = [];
	for (const [name, requests] of Object.entries(input.RequestItems)) {
		const inputs = requests.map(({ PutRequest, DeleteRequest }): PutInput | DeleteInput =>
			PutRequest
				? { kind: "put", TableName: name, Item: PutRequest.Item }
				: { kind: "delete", TableName: name, Key: DeleteRequest?.Key ?? {} },
		);
		const keyOf = (write: PutInput | DeleteInput) => (write.kind === "put" ? write.Item : write.Key);
		const table = await openTable(engine, call, name, {
			action: "BatchWriteItem",
			conditions: (table) => ({
				leadingKeys: inputs.map((write) => leadingKey(table, keyOf(write))),
				attributes: [...new Set(inputs.flatMap((write) => Object.keys(keyOf(write))))],
				returnConsumedCapacity: input.ReturnConsumedCapacity,
			}),
		});
		refuseCollectionMetrics(table, input);
		for (const write of inputs) {
			if (write.kind === "put" && itemSize(write.Item) > 409_600)
				throw invalid("Item size has exceeded the maximum allowed size");
			if (write.kind === "put" && db.validateItem(write.Item, table))
				throw invalid("The provided key element does not match the schema");
			writes.push({ name, key: itemKey(table, write), input: write });
		}
	}
	if (writes.length > 25)
		throw invalid("Too many items requested for the BatchWriteItem call: at most 25 in all tables");
	if (new Set(writes.map(({ name, key }) => keyspace.item(name, key))).size < writes.length)
		throw invalid("Provided list of item keys contains duplicates");

	const units = new Map<string, Units>();
	for (const { name, key, input: write } of writes)
		await engine.locks.hold([keyspace.item(name, key)], async () => {
			const table = engine.catalogue.get(name);
			const made = draft(engine.database, table, key, write, engine.context.clock.now());
			await engine.database.commit(made.writes);
			const sum = units.get(name) ?? { table: 0, indexes: new Map() };
			units.set(name, addUnits(sum, unitsOfWrite(table, made.before, made.after)));
		});
	const capacities = [...units].map(([name, taken]) =>
		consumedCapacity(engine.catalogue.get(name), taken, input.ReturnConsumedCapacity),
	);
	return { UnprocessedItems: {}, ConsumedCapacity: capacities.some(Boolean) ? capacities : undefined };
};
