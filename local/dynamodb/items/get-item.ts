import getAction from "dynalite/actions/getItem.js";
import validation from "dynalite/validations/getItem.js";
import { leadingKey, openTable } from "../access.ts";
import type { Item } from "../attribute.ts";
import type { Database } from "../database.ts";
import type { Operation } from "../engine.ts";
import { keyspace } from "../keyspace.ts";
import { refusal } from "../refusal.ts";
import type { Table } from "../tables/table.ts";
import { validate } from "../validate.ts";
import { consumedCapacity, readUnits } from "./capacity.ts";
import type { CapacityDetail } from "./item-inputs.ts";
import { itemSize } from "./item-size.ts";

/** Which attributes a read returns: parsed expression, or the legacy list. */
export interface Projected {
	AttributesToGet?: string[];
	_projection?: { paths: (string | number)[][]; nestedPaths: Record<string, true> };
}

export interface GetInput extends Projected {
	TableName: string;
	Key: Item;
	ConsistentRead?: boolean;
	ReturnConsumedCapacity?: CapacityDetail;
}

export const projectedNames = ({ AttributesToGet, _projection }: Projected): string[] =>
	AttributesToGet ?? _projection?.paths.map(([head]) => String(head)) ?? [];

export const selectOf = (input: Projected): string =>
	input.AttributesToGet || input._projection ? "SPECIFIC_ATTRIBUTES" : "ALL_ATTRIBUTES";

/** Reads one item as it is at this moment. @returns its bytes as stored, and what of it was asked for */
export function readItem(database: Database, table: Table, input: GetInput): { item?: Item; bytes: number } {
	let bytes = 0;
	let item: Item | undefined;
	const store = {
		getTable: (_name: string, answer: (error: null, table: Table) => void) => answer(null, table),
		getItemDb: () => ({
			get: (key: string, answer: (error: null, item?: Item) => void) => {
				const text = database.get(keyspace.item(table.TableName, key));
				const stored = text === undefined ? undefined : (JSON.parse(text) as Item);
				if (stored) bytes = itemSize(stored);
				answer(null, stored);
			},
		}),
	};
	const { ReturnConsumedCapacity: _detail, ...data } = input;
	getAction(store, data, (error, value) => {
		if (error) throw refusal(error);
		item = value?.["Item"] as Item | undefined;
	});
	return item ? { item, bytes } : { bytes };
}

export const getItem: Operation = async (engine, call) => {
	const input = validate<GetInput>(call.input, validation);
	const table = await openTable(engine, call, input.TableName, {
		action: "GetItem",
		conditions: (table) => ({
			leadingKeys: [leadingKey(table, input.Key)],
			attributes: [...new Set([...Object.keys(input.Key), ...projectedNames(input)])],
			select: selectOf(input),
			returnConsumedCapacity: input.ReturnConsumedCapacity,
		}),
	});
	const { item, bytes } = readItem(engine.database, table, input);
	return {
		Item: item,
		ConsumedCapacity: consumedCapacity(
			table,
			{ table: readUnits(bytes, input.ConsistentRead), indexes: new Map() },
			input.ReturnConsumedCapacity,
		),
	};
};
