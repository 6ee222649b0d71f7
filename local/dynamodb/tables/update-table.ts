import validation from "dynalite/validations/updateTable.js";
import { permit, tableArn } from "../access.ts";
import type { Operation } from "../engine.ts";
import { keyspace } from "../keyspace.ts";
import { invalid } from "../refusal.ts";
import { validate } from "../validate.ts";
import { billingOf, setStream, sseType, streamType, type TableSpecification } from "./create-table.ts";
import { describe } from "./describe.ts";
import { encryptionKeyOf } from "./encryption-key.ts";
import type { Table } from "./table.ts";

const { GlobalSecondaryIndexUpdates: _updates, ...types } = validation.types;

/** Indexes of a table cannot be changed after it was made, so updates of them are refused by name. */
const update: DynaliteValidation = {
	types: {
		...types,
		StreamSpecification: streamType,
		SSESpecification: sseType,
		DeletionProtectionEnabled: "Boolean",
	} as DynaliteValidation["types"],
};

type Input = Pick<
	TableSpecification,
	| "TableName"
	| "BillingMode"
	| "ProvisionedThroughput"
	| "StreamSpecification"
	| "SSESpecification"
	| "DeletionProtectionEnabled"
>;

export const updateTable: Operation = async (engine, call) => {
	const input = validate<Input>(call.input, update);
	permit(engine, call, "UpdateTable", tableArn(engine, input.TableName));
	const { TableName: _name, ...changes } = input;
	if (Object.keys(changes).length === 0)
		throw invalid(
			`At least one of ${Object.keys(update.types)
				.filter((name) => name !== "TableName")
				.join(", ")} is required`,
		);
	return engine.locks.hold([keyspace.table(input.TableName)], async () => {
		const now = engine.context.clock.now();
		const table: Table = { ...engine.catalogue.get(input.TableName) };
		if (input.DeletionProtectionEnabled !== undefined)
			table.deletionProtection = input.DeletionProtectionEnabled;
		if (input.BillingMode || input.ProvisionedThroughput) {
			const mode = input.BillingMode ?? table.billing.mode;
			if (mode === "PAY_PER_REQUEST" && input.ProvisionedThroughput)
				throw invalid(
					"One or more parameter values were invalid: Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST",
				);
			if (mode !== table.billing.mode || input.ProvisionedThroughput)
				table.billing = billingOf({ ...input, BillingMode: mode }, now);
		}
		if (input.SSESpecification) {
			const key = encryptionKeyOf(engine.context, input.SSESpecification);
			delete table.encryptionKey;
			if (key !== undefined) table.encryptionKey = key;
		}
		const writes = setStream(engine, table, input.StreamSpecification, now);
		await engine.catalogue.save(table, writes);
		return { TableDescription: describe(table) };
	});
};
