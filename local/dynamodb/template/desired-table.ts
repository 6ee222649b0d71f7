import type { Members } from "../../members.ts";
import { AwsError } from "../../service.ts";
import type { RecoverySpecification } from "../tables/continuous-backups.ts";
import type { TableSpecification } from "../tables/create-table.ts";
import {
	type Index,
	type KeyElement,
	streamViewTypes,
	type Table,
	type Throughput,
} from "../tables/table.ts";

/** A table as a template wants it. */
export interface DesiredTable extends Omit<TableSpecification, "TableName"> {
	TableName: string | undefined;
	timeToLive: string | undefined;
	recovery: RecoverySpecification | undefined;
}

export const refused = (message: string): AwsError => new AwsError("ValidationError", message);

/** What both types of table resources write in the same way. */
export function sharedProperties(table: Members): Omit<DesiredTable, "recovery"> {
	const local = indexes(table, "LocalSecondaryIndexes");
	const global = indexes(table, "GlobalSecondaryIndexes");
	const stream = table.inner("StreamSpecification");
	const viewType = stream?.oneOf("StreamViewType", streamViewTypes);
	stream?.end();
	return {
		TableName: table.maybeText("TableName"),
		AttributeDefinitions: attributeDefinitions(table),
		KeySchema: keySchema(table),
		...(local ? { LocalSecondaryIndexes: local } : {}),
		...(global ? { GlobalSecondaryIndexes: global } : {}),
		...(viewType ? { StreamSpecification: { StreamEnabled: true, StreamViewType: viewType } } : {}),
		timeToLive: timeToLive(table),
	};
}

/** The choices are all that there are; an absent one is refused. */
function choice<const T extends string>(from: Members, name: string, values: readonly T[]): T {
	const value = from.oneOf(name, values);
	if (value === undefined) throw refused(`${from.where} needs ${name}`);
	return value;
}

const keySchema = (from: Members): KeyElement[] =>
	(from.inners("KeySchema") ?? []).map((key) => {
		const element = {
			AttributeName: key.text("AttributeName"),
			KeyType: choice(key, "KeyType", ["HASH", "RANGE"]),
		};
		key.end();
		return element;
	});

const attributeDefinitions = (from: Members): Table["AttributeDefinitions"] =>
	(from.inners("AttributeDefinitions") ?? []).map((definition) => {
		const attribute = {
			AttributeName: definition.text("AttributeName"),
			AttributeType: choice(definition, "AttributeType", ["S", "N", "B"]),
		};
		definition.end();
		return attribute;
	});

export function throughput(from: Members): Throughput | undefined {
	const units = from.inner("ProvisionedThroughput");
	const read = units?.whole("ReadCapacityUnits", 1, 1e12);
	const write = units?.whole("WriteCapacityUnits", 1, 1e12);
	units?.end();
	return read === undefined || write === undefined
		? undefined
		: { ReadCapacityUnits: read, WriteCapacityUnits: write };
}

function indexes(from: Members, name: string): Index[] | undefined {
	return from.inners(name)?.map((index) => {
		const projection = index.inner("Projection");
		const names = projection?.texts("NonKeyAttributes");
		const own = throughput(index);
		const made: Index = {
			IndexName: index.text("IndexName"),
			KeySchema: keySchema(index),
			Projection: {
				ProjectionType: projection?.oneOf("ProjectionType", ["ALL", "INCLUDE", "KEYS_ONLY"]) ?? "ALL",
				...(names ? { NonKeyAttributes: names } : {}),
			},
			...(own ? { ProvisionedThroughput: own } : {}),
		};
		projection?.end();
		index.end();
		return made;
	});
}

function timeToLive(from: Members): string | undefined {
	const specification = from.inner("TimeToLiveSpecification");
	const attribute = specification?.maybeText("AttributeName");
	const enabled = specification?.flag("Enabled") ?? false;
	specification?.end();
	if (enabled && attribute === undefined)
		throw refused(`${from.where}.TimeToLiveSpecification needs AttributeName`);
	return enabled ? attribute : undefined;
}

export function recovery(from: Members): RecoverySpecification | undefined {
	const specification = from.inner("PointInTimeRecoverySpecification");
	if (!specification) return undefined;
	const enabled = specification.flag("PointInTimeRecoveryEnabled") ?? false;
	const days = specification.whole("RecoveryPeriodInDays", 1, 35);
	specification.end();
	return {
		PointInTimeRecoveryEnabled: enabled,
		...(days === undefined ? {} : { RecoveryPeriodInDays: days }),
	};
}

export const tags = (from: Members): { Key: string; Value: string }[] =>
	(from.inners("Tags") ?? []).map((tag) => {
		const pair = { Key: tag.text("Key"), Value: tag.text("Value") };
		tag.end();
		return pair;
	});

/** Key of the customer, from the two places where the types write it. */
export function encryption(table: Members, keyIn: Members): Pick<DesiredTable, "SSESpecification"> {
	const specification = table.inner("SSESpecification");
	const keys = keyIn === table ? specification : keyIn.inner("SSESpecification");
	const key = keys?.maybeText("KMSMasterKeyId");
	const enabled = specification?.flag("SSEEnabled") ?? false;
	specification?.oneOf("SSEType", ["KMS"]);
	specification?.end();
	keys?.end();
	if (!enabled && key !== undefined)
		throw refused(`${table.where}.SSESpecification: SSEEnabled is needed with a key`);
	return enabled ? { SSESpecification: { Enabled: true, ...(key ? { KMSMasterKeyId: key } : {}) } } : {};
}
