import validation from "dynalite/validations/batchGetItem.js";
import { leadingKey, openTable } from "../access.ts";
import type { Item } from "../attribute.ts";
import type { Operation } from "../engine.ts";
import { validate } from "../validate.ts";
import { consumedCapacity, readUnits } from "./capacity.ts";
import { type Projected, projectedNames, readItem, selectOf } from "./get-item.ts";
import type { CapacityDetail } from "./item-inputs.ts";

interface Keys extends Projected {
	Keys: Item[];
	ConsistentRead?: boolean;
}
interface Input {
	RequestItems: Record<string, Keys>;
	ReturnConsumedCapacity?: CapacityDetail;
}

/** An answer carries at most 16 MB; what does not fit comes back as unprocessed. */
const largestAnswer = 16 * 1024 * 1024;

export const batchGetItem: Operation = async (engine, call) => {
	const raw = (call.input["RequestItems"] ?? {}) as Record<string, Record<string, unknown>>;
	const unread = Object.fromEntries(Object.entries(raw).map(([name, request]) => [name, { ...request }]));
	const input = validate<Input>(call.input, validation);
	for (const [name, request] of Object.entries(input.RequestItems))
		await openTable(engine, call, name, {
			action: "BatchGetItem",
			conditions: (table) => ({
				leadingKeys: request.Keys.map((key) => leadingKey(table, key)),
				attributes: [
					...new Set([...request.Keys.flatMap((key) => Object.keys(key)), ...projectedNames(request)]),
				],
				select: selectOf(request),
				returnConsumedCapacity: input.ReturnConsumedCapacity,
			}),
		});
	const responses: Record<string, Item[]> = {};
	const unprocessed: Record<string, object> = {};
	const capacities: (object | undefined)[] = [];
	let size = 0;
	for (const [name, { Keys, ...options }] of Object.entries(input.RequestItems)) {
		const table = engine.catalogue.get(name);
		const items: Item[] = [];
		const left: Item[] = [];
		let units = 0;
		for (const Key of Keys) {
			const { item, bytes } = readItem(engine.database, table, { ...options, TableName: name, Key });
			units += readUnits(bytes, options.ConsistentRead);
			if (size + bytes > largestAnswer) left.push(Key);
			else if (item) items.push(item);
			size += bytes;
		}
		responses[name] = items;
		if (left.length > 0) unprocessed[name] = { ...unread[name], Keys: left };
		const taken = { table: units, indexes: new Map<string, number>() };
		capacities.push(consumedCapacity(table, taken, input.ReturnConsumedCapacity));
	}
	return {
		Responses: responses,
		UnprocessedKeys: unprocessed,
		ConsumedCapacity: capacities.some(Boolean) ? capacities : undefined,
	};
};
