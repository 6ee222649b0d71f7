import action from "dynalite/actions/query.js";
import validation from "dynalite/validations/query.js";
import { openTable, partitionKey } from "../access.ts";
import type { AttributeValue } from "../attribute.ts";
import type { Operation } from "../engine.ts";
import { validate } from "../validate.ts";
import { projectedNames } from "./get-item.ts";
import { type RangeInput, readRange, selected } from "./read-range.ts";

interface QueryInput extends RangeInput {
	/** From either form of the request. */
	KeyConditions: Record<string, { AttributeValueList?: AttributeValue[] }>;
}

export const query: Operation = async (engine, call) => {
	const input = validate<QueryInput>(call.input, validation);
	const table = await openTable(engine, call, input.TableName, {
		action: "Query",
		index: input.IndexName,
		conditions: (table) => ({
			leadingKeys: input.KeyConditions[partitionKey(table, input.IndexName) ?? ""]?.AttributeValueList ?? [],
			attributes: [
				...new Set([
					...Object.keys(input.KeyConditions),
					...Object.keys(input.QueryFilter ?? {}),
					...Object.keys(input._filter?.pathHeads ?? {}),
					...projectedNames(input),
				]),
			],
			select: selected(table, input),
			returnConsumedCapacity: input.ReturnConsumedCapacity,
		}),
	});
	return readRange(engine.database, table, action, input);
};
