import db from "dynalite/db/index.js";
import validation from "dynalite/validations/getItem.js";
import { leadingKey, openTable } from "../access.ts";
import type { Operation } from "../engine.ts";
import { addUnits, consumedCapacity, readUnits, type Units } from "../items/capacity.ts";
import { type GetInput, projectedNames, readItem, selectOf } from "../items/get-item.ts";
import { keyspace } from "../keyspace.ts";
import { invalid, refusal } from "../refusal.ts";
import { validate } from "../validate.ts";
import { listOf, readOptions } from "./transact-inputs.ts";

const members = ["TableName", "Key", "ProjectionExpression", "ExpressionAttributeNames"];

/** Up to 100 items as they are at one moment. */
export const transactGetItems: Operation = async (engine, call) => {
	const detail = readOptions(call.input, ["TransactItems", "ReturnConsumedCapacity"]);
	const gets = listOf(call.input["TransactItems"]).map(({ Get, ...others }) => {
		if (typeof Get !== "object" || Get === null || Object.keys(others).length > 0)
			throw invalid("TransactItems can only contain Get in each member");
		for (const name of Object.keys(Get))
			if (!members.includes(name)) throw invalid(`Get has no member ${name}`);
		return validate<GetInput>({ ...Get }, validation);
	});
	const places: string[] = [];
	for (const get of gets) {
		const table = await openTable(engine, call, get.TableName, {
			action: "GetItem",
			conditions: (table) => ({
				leadingKeys: [leadingKey(table, get.Key)],
				attributes: [...new Set([...Object.keys(get.Key), ...projectedNames(get)])],
				select: selectOf(get),
				returnConsumedCapacity: detail,
				enclosing: "TransactGetItems",
			}),
		});
		const fault = db.validateKey(get.Key, table);
		if (fault) throw refusal(fault);
		places.push(keyspace.item(get.TableName, db.createKey(get.Key, table)));
	}
	if (new Set(places).size < places.length)
		throw invalid("Transaction request cannot include multiple operations on one item");
	// While all are held, no writer is between its decision and its commit: what is read is one moment's state.
	return engine.locks.hold(places, async () => {
		const sums = new Map<string, Units>();
		const responses = gets.map((get) => {
			const { item, bytes } = readItem(engine.database, engine.catalogue.get(get.TableName), get);
			const sum = sums.get(get.TableName) ?? { table: 0, indexes: new Map<string, number>() };
			sums.set(get.TableName, addUnits(sum, { table: readUnits(bytes, true), indexes: new Map() }));
			return item ? { Item: item } : {};
		});
		const capacities = [...sums].map(([name, units]) =>
			consumedCapacity(engine.catalogue.get(name), units, detail, "Read"),
		);
		return { Responses: responses, ConsumedCapacity: capacities.some(Boolean) ? capacities : undefined };
	});
};
