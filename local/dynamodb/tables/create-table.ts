import { randomUUID } from "node:crypto";
import validation from "dynalite/validations/createTable.js";
import { AwsError } from "../../service.ts";
import { permit, tableArn } from "../access.ts";
import type { Write } from "../database.ts";
import type { Engine, Operation } from "../engine.ts";
import { keyspace } from "../keyspace.ts";
import { invalid } from "../refusal.ts";
import { validate } from "../validate.ts";
import { describe } from "./describe.ts";
import { encryptionKeyOf, type SseSpecification } from "./encryption-key.ts";
import {
	type Billing,
	type Index,
	type KeyElement,
	type StreamViewType,
	streamViewTypes,
	type Table,
	type Throughput,
} from "./table.ts";

/** Everything that a table is made from, by whichever way it comes. */
export interface TableSpecification {
	TableName: string;
	AttributeDefinitions: Table["AttributeDefinitions"];
	KeySchema: KeyElement[];
	BillingMode?: "PROVISIONED" | "PAY_PER_REQUEST";
	ProvisionedThroughput?: Throughput;
	LocalSecondaryIndexes?: Index[];
	GlobalSecondaryIndexes?: Index[];
	StreamSpecification?: { StreamEnabled: boolean; StreamViewType?: StreamViewType };
	SSESpecification?: SseSpecification;
	DeletionProtectionEnabled?: boolean;
	TableClass?: "STANDARD";
	Tags?: { Key: string; Value: string }[];
}

export const streamType = {
	type: "FieldStruct<StreamSpecification>",
	children: {
		StreamEnabled: { type: "Boolean", notNull: true },
		StreamViewType: { type: "String", enum: [...streamViewTypes] },
	},
};
export const sseType = {
	type: "FieldStruct<SSESpecification>",
	children: {
		Enabled: "Boolean",
		SSEType: { type: "String", enum: ["KMS"] },
		KMSMasterKeyId: "String",
	},
};
const creation: DynaliteValidation = {
	...validation,
	types: {
		...validation.types,
		StreamSpecification: streamType,
		SSESpecification: sseType,
		DeletionProtectionEnabled: "Boolean",
		// Billed apart on AWS and without any other effect; only the usual one is taken.
		TableClass: { type: "String", enum: ["STANDARD"] },
		Tags: {
			type: "List",
			children: {
				type: "ValueStruct<Tag>",
				children: { Key: { type: "String", notNull: true }, Value: { type: "String", notNull: true } },
			},
		},
	} as DynaliteValidation["types"],
};

/** Active at once: there is nothing to wait for here. */
export const createTable: Operation = async (engine, call) => {
	const input = validate<TableSpecification>(call.input, creation);
	const arn = tableArn(engine, input.TableName);
	permit(engine, call, "CreateTable", arn);
	if (input.Tags?.length) permit(engine, call, "TagResource", arn);
	return { TableDescription: describe(await makeTable(engine, input)) };
};

/** @throws AwsError `ResourceInUseException`, `ValidationException` */
export function makeTable(engine: Engine, input: TableSpecification): Promise<Table> {
	return engine.locks.hold([keyspace.table(input.TableName)], async () => {
		if (engine.catalogue.find(input.TableName))
			throw new AwsError("ResourceInUseException", `Table already exists: ${input.TableName}`);
		const now = engine.context.clock.now();
		const encryptionKey = encryptionKeyOf(engine.context, input.SSESpecification);
		const table: Table = {
			TableName: input.TableName,
			TableArn: tableArn(engine, input.TableName),
			TableId: randomUUID(),
			CreationDateTime: now / 1000,
			AttributeDefinitions: input.AttributeDefinitions,
			KeySchema: input.KeySchema,
			...(input.LocalSecondaryIndexes ? { LocalSecondaryIndexes: input.LocalSecondaryIndexes } : {}),
			...(input.GlobalSecondaryIndexes ? { GlobalSecondaryIndexes: input.GlobalSecondaryIndexes } : {}),
			billing: billingOf(input, now),
			state: "active",
			...(encryptionKey === undefined ? {} : { encryptionKey }),
			deletionProtection: input.DeletionProtectionEnabled ?? false,
			tags: Object.fromEntries((input.Tags ?? []).map(({ Key, Value }) => [Key, Value])),
		};
		const writes = setStream(engine, table, input.StreamSpecification, now);
		await engine.catalogue.save(table, writes);
		return table;
	});
}

export function billingOf(
	input: Pick<TableSpecification, "BillingMode" | "ProvisionedThroughput">,
	now: number,
): Billing {
	if (input.BillingMode === "PAY_PER_REQUEST") return { mode: "PAY_PER_REQUEST", since: now / 1000 };
	if (!input.ProvisionedThroughput)
		throw invalid("ProvisionedThroughput is needed with BillingMode PROVISIONED");
	const { ReadCapacityUnits, WriteCapacityUnits } = input.ProvisionedThroughput;
	return { mode: "PROVISIONED", ReadCapacityUnits, WriteCapacityUnits };
}

/** Switches the stream of a table on or off, in `table` itself. @returns what belongs to the same batch */
export function setStream(
	{ streams }: Engine,
	table: Table,
	specification: TableSpecification["StreamSpecification"],
	now: number,
): Write[] {
	if (!specification) return [];
	if (!specification.StreamEnabled) {
		if (specification.StreamViewType)
			throw invalid("StreamViewType cannot be specified when StreamEnabled is false");
		const { stream } = table;
		if (!stream) return [];
		delete table.stream;
		return streams.disable(stream.arn, now);
	}
	if (!specification.StreamViewType) throw invalid("StreamViewType is required when StreamEnabled is true");
	if (table.stream) throw invalid(`Table already has an enabled stream: TableName: ${table.TableName}`);
	const { stream, writes } = streams.create(table, specification.StreamViewType, now);
	table.stream = { arn: stream.StreamArn, viewType: stream.StreamViewType };
	table.latestStream = { arn: stream.StreamArn, label: stream.StreamLabel };
	return writes;
}
