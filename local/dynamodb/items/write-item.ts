import { leadingKey, openTable } from "../access.ts";
import type { Operation } from "../engine.ts";
import { keyspace } from "../keyspace.ts";
import { invalid } from "../refusal.ts";
import type { Table } from "../tables/table.ts";
import { consumedCapacity, unitsOfWrite } from "./capacity.ts";
import { draft, itemKey } from "./draft.ts";
import { attributesOf, type WriteInput } from "./item-inputs.ts";

/** PutItem, UpdateItem or DeleteItem, by the reader of its request. */
export const writeItem =
	(action: string, read: (input: object) => WriteInput): Operation =>
	async (engine, call) => {
		const input = read(call.input);
		await openTable(engine, call, input.TableName, {
			action,
			conditions: (table) => ({
				leadingKeys: [leadingKey(table, input.kind === "put" ? input.Item : input.Key)],
				attributes: attributesOf(input),
				returnValues: input.ReturnValues ?? "NONE",
				returnConsumedCapacity: input.ReturnConsumedCapacity,
			}),
		});
		refuseCollectionMetrics(engine.catalogue.get(input.TableName), input);
		const key = itemKey(engine.catalogue.get(input.TableName), input);
		return engine.locks.hold([keyspace.item(input.TableName, key)], async () => {
			// Looked up again: the table may have changed while another held the item.
			const table = engine.catalogue.get(input.TableName);
			const { before, after, attributes, writes } = draft(
				engine.database,
				table,
				key,
				input,
				engine.context.clock.now(),
			);
			await engine.database.commit(writes);
			const asked = input.ReturnConsumedCapacity === "TOTAL" || input.ReturnConsumedCapacity === "INDEXES";
			return {
				Attributes: attributes,
				ConsumedCapacity: asked
					? consumedCapacity(table, unitsOfWrite(table, before, after), input.ReturnConsumedCapacity)
					: undefined,
			};
		});
	};

/** Sizes of item collections are kept by no one here; a table without local indexes has none to report. */
export function refuseCollectionMetrics(
	table: Table,
	input: { ReturnItemCollectionMetrics?: "SIZE" | "NONE" },
): void {
	if (input.ReturnItemCollectionMetrics === "SIZE" && table.LocalSecondaryIndexes)
		throw invalid(
			"The local cloud does not honour ReturnItemCollectionMetrics: SIZE on a table with local indexes; leave it out",
		);
}
