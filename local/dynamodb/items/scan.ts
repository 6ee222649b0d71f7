import action from "dynalite/actions/scan.js";
import validation from "dynalite/validations/scan.js";
import { openTable } from "../access.ts";
import type { Operation } from "../engine.ts";
import { validate } from "../validate.ts";
import { projectedNames } from "./get-item.ts";
import { type RangeInput, readRange, selected } from "./read-range.ts";

/** Carries no leading keys: a policy that requires them refuses every scan. */
export const scan: Operation = async (engine, call) => {
	const input = validate<RangeInput>(call.input, validation);
	const table = await openTable(engine, call, input.TableName, {
		action: "Scan",
		index: input.IndexName,
		conditions: (table) => ({
			attributes: [
				...new Set([
					...Object.keys(input.ScanFilter ?? {}),
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
