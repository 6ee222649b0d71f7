import deleteItem from "dynalite/validations/deleteItem.js";
import putItem from "dynalite/validations/putItem.js";
import updateItem from "dynalite/validations/updateItem.js";
import type { Item } from "../attribute.ts";
import { invalid } from "../refusal.ts";
import { validate } from "../validate.ts";
import type { Condition } from "./condition.ts";
import { itemSize } from "./item-size.ts";

/** Names at the head of the paths in a parsed condition. */
interface Parsed {
	expression: Condition;
	pathHeads: Record<string, true>;
	nestedPaths: Record<string, true>;
}

export type CapacityDetail = "NONE" | "TOTAL" | "INDEXES";

/** What all operations on one item share, after validation; members with `_` are dynalite's parsed expressions. */
interface ItemInput {
	TableName: string;
	ConditionExpression?: string;
	ReturnConsumedCapacity?: CapacityDetail;
	ReturnItemCollectionMetrics?: "SIZE" | "NONE";
	ReturnValues?: string;
	ReturnValuesOnConditionCheckFailure?: "ALL_OLD" | "NONE";
	Expected?: Record<string, unknown>;
	_condition?: Parsed;
}
export interface PutInput extends ItemInput {
	kind: "put";
	Item: Item;
}
export interface UpdateInput extends ItemInput {
	kind: "update";
	Key: Item;
	AttributeUpdates?: Record<string, unknown>;
	_updates?: { paths: (string | number)[][]; sections: unknown[] };
}
export interface DeleteInput extends ItemInput {
	kind: "delete";
	Key: Item;
}
/** Only in transactions: nothing changes, but the condition must hold. */
export interface CheckInput extends ItemInput {
	kind: "check";
	Key: Item;
}
export type WriteInput = PutInput | UpdateInput | DeleteInput | CheckInput;

const more = {
	ReturnValuesOnConditionCheckFailure: { type: "String", enum: ["ALL_OLD", "NONE"] },
};
const extended = (validation: DynaliteValidation): DynaliteValidation => ({
	...validation,
	types: { ...validation.types, ...more },
});
const puts = extended(putItem);
const updates = extended(updateItem);
const deletes = extended(deleteItem);

export function putInput(input: object): PutInput {
	const put = { ...validate<PutInput>(input, puts), kind: "put" as const };
	// dynalite counts a string's characters; the limit is in bytes.
	if (itemSize(put.Item) > 409_600) throw invalid("Item size has exceeded the maximum allowed size");
	return put;
}

export const updateInput = (input: object): UpdateInput => ({
	...validate<UpdateInput>(input, updates),
	kind: "update",
});

export const deleteInput = (input: object): DeleteInput => ({
	...validate<DeleteInput>(input, deletes),
	kind: "delete",
});

export function checkInput(input: object): CheckInput {
	const check = { ...validate<CheckInput>(input, deletes), kind: "check" as const };
	if (check._condition === undefined)
		throw invalid("The expression can not be empty: a ConditionCheck needs a ConditionExpression");
	return check;
}

/** The names of top-level attributes that a write mentions, for the condition key `dynamodb:Attributes`. */
export function attributesOf(input: WriteInput): string[] {
	const names = new Set([
		...Object.keys(input.kind === "put" ? input.Item : input.Key),
		...Object.keys(input._condition?.pathHeads ?? {}),
		...Object.keys(input.Expected ?? {}),
	]);
	if (input.kind === "update") {
		for (const name of Object.keys(input.AttributeUpdates ?? {})) names.add(name);
		for (const [head] of input._updates?.paths ?? []) names.add(String(head));
	}
	return [...names];
}
