import type { AttributeValue, Item } from "./attribute.ts";
import type { Call, Engine } from "./engine.ts";
import { indexesOf, type Table } from "./tables/table.ts";

/** The condition keys of DynamoDB that a request carries (Service Authorization Reference, Amazon DynamoDB). */
export interface Conditions {
	/** Values of the partition key, of the table or of the index that is asked. A scan has none. */
	leadingKeys?: readonly (AttributeValue | undefined)[];
	attributes?: readonly string[] | undefined;
	select?: string | undefined;
	returnValues?: string | undefined;
	returnConsumedCapacity?: string | undefined;
	/** The transaction that an action is part of. */
	enclosing?: string | undefined;
}

export const tableArn = ({ context: { region, account } }: Engine, name: string): string =>
	`arn:aws:dynamodb:${region}:${account}:table/${name}`;

/** Values as texts: binary as its base64, numbers in plain notation. */
const text = (value: AttributeValue | undefined): string[] => {
	const plain = value?.S ?? value?.N ?? value?.B;
	return plain === undefined ? [] : [plain];
};

/** @throws AwsError `AccessDeniedException` */
export function permit(
	engine: Engine,
	call: Call,
	action: string,
	resource: string,
	conditions: Conditions = {},
): void {
	const context: Record<string, string | readonly string[]> = {};
	const leadingKeys = [...new Set(conditions.leadingKeys?.flatMap(text))];
	if (leadingKeys.length > 0) context["dynamodb:LeadingKeys"] = leadingKeys;
	if (conditions.attributes?.length) context["dynamodb:Attributes"] = conditions.attributes;
	if (conditions.select) context["dynamodb:Select"] = conditions.select;
	if (conditions.returnValues) context["dynamodb:ReturnValues"] = conditions.returnValues;
	if (conditions.returnConsumedCapacity)
		context["dynamodb:ReturnConsumedCapacity"] = conditions.returnConsumedCapacity;
	if (conditions.enclosing) context["dynamodb:EnclosingOperation"] = conditions.enclosing;
	engine.context.authorize({ caller: call.caller, action: `dynamodb:${action}`, resource, context });
}

/** The leading key of an item or key, in its table. */
export function leadingKey(table: Table, item: Item): AttributeValue | undefined {
	const name = table.KeySchema[0]?.AttributeName;
	return name === undefined ? undefined : item[name];
}

/**
 * The table of an operation on data, once the caller is allowed to do it and may use the table's key. Whether a
 * table exists is told only to those who are allowed.
 * @throws AwsError `AccessDeniedException`, `ResourceNotFoundException`, and what KMS refuses with
 */
export async function openTable(
	engine: Engine,
	call: Call,
	name: string,
	ask: { action: string; index?: string | undefined; conditions: (table: Table) => Conditions },
): Promise<Table> {
	const table = engine.catalogue.find(name);
	const arn = tableArn(engine, name);
	const resource = ask.index === undefined ? arn : `${arn}/index/${ask.index}`;
	permit(engine, call, ask.action, resource, table ? ask.conditions(table) : {});
	const found = engine.catalogue.get(name);
	await engine.keys.use(found, call.caller);
	return found;
}

/** The partition key of the table or of one of its indexes. */
export function partitionKey(table: Table, index: string | undefined): string | undefined {
	const schema =
		index === undefined
			? table.KeySchema
			: indexesOf(table).find(({ IndexName }) => IndexName === index)?.KeySchema;
	return schema?.[0]?.AttributeName;
}
