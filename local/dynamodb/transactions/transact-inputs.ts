import type { AwsError } from "../../service.ts";
import type { Item } from "../attribute.ts";
import {
	type CapacityDetail,
	checkInput,
	deleteInput,
	putInput,
	updateInput,
	type WriteInput,
} from "../items/item-inputs.ts";
import { invalid } from "../refusal.ts";

/** An action of a transaction and the permission that it needs. */
export interface TransactWrite {
	action: "PutItem" | "UpdateItem" | "DeleteItem" | "ConditionCheckItem";
	input: WriteInput;
}

const readers = {
	Put: ["PutItem", putInput],
	Update: ["UpdateItem", updateInput],
	Delete: ["DeleteItem", deleteInput],
	ConditionCheck: ["ConditionCheckItem", checkInput],
} as const;

/** Members that an action may have; the others of the single operations are not part of a transaction. */
const members = [
	"TableName",
	"Item",
	"Key",
	"ConditionExpression",
	"UpdateExpression",
	"ExpressionAttributeNames",
	"ExpressionAttributeValues",
	"ReturnValuesOnConditionCheckFailure",
];

/** @throws AwsError `ValidationException` */
export function readWrites(items: unknown): TransactWrite[] {
	return listOf(items).map((entry, position) => {
		const [[kind, value] = ["", undefined], ...others] = Object.entries(entry).filter(([, v]) => v != null);
		const reader = Object.hasOwn(readers, kind) ? readers[kind as keyof typeof readers] : undefined;
		if (!reader || others.length > 0 || typeof value !== "object" || value === null)
			throw invalid(
				"TransactItems can only contain one of ConditionCheck, Put, Update or Delete in each member",
			);
		for (const name of Object.keys(value))
			if (!members.includes(name))
				throw invalid(`TransactItems.${position + 1}.${kind} has no member ${name}`);
		if (kind === "Update" && !("UpdateExpression" in value))
			throw invalid(`TransactItems.${position + 1}.Update needs UpdateExpression`);
		return { action: reader[0], input: reader[1]({ ...value }) };
	});
}

/** @throws AwsError `ValidationException` where it is no list of 1 to 100 structures */
export function listOf(items: unknown): Record<string, unknown>[] {
	if (!Array.isArray(items) || items.length < 1 || items.length > 100)
		throw invalid(
			"1 validation error detected: Value at 'transactItems' failed to satisfy constraint: Member must have length between 1 and 100",
		);
	if (items.some((entry) => typeof entry !== "object" || entry === null || Array.isArray(entry)))
		throw invalid("Each member of TransactItems is a structure");
	return items as Record<string, unknown>[];
}

export const keyOf = (input: WriteInput): Item => (input.kind === "put" ? input.Item : input.Key);

const details = ["NONE", "TOTAL", "INDEXES"];

/** Holds the rest of the request against what is honoured. */
export function readOptions(
	input: Record<string, unknown>,
	known: readonly string[],
): CapacityDetail | undefined {
	for (const name of Object.keys(input)) if (!known.includes(name)) throw notHonoured(name);
	const detail = input["ReturnConsumedCapacity"] ?? undefined;
	if (detail !== undefined && !details.includes(String(detail)))
		throw invalid(`ReturnConsumedCapacity is one of ${details.join(", ")}`);
	if ((input["ReturnItemCollectionMetrics"] ?? "NONE") !== "NONE")
		throw notHonoured("ReturnItemCollectionMetrics");
	return detail as CapacityDetail | undefined;
}

const notHonoured = (name: string): AwsError =>
	invalid(`The local cloud does not honour the parameter ${name}; leave it out, or use a real account`);
