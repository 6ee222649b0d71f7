import validation from "dynalite/validations/deleteTable.js";
import { permit, tableArn } from "../access.ts";
import type { Engine, Operation } from "../engine.ts";
import { keyspace } from "../keyspace.ts";
import { invalid } from "../refusal.ts";
import { validate } from "../validate.ts";
import { describe } from "./describe.ts";
import type { Table } from "./table.ts";

export const deleteTable: Operation = async (engine, call) => {
	const { TableName } = validate<{ TableName: string }>(call.input, validation);
	permit(engine, call, "DeleteTable", tableArn(engine, TableName));
	return { TableDescription: describe(await dropTable(engine, TableName), "DELETING") };
};

/** @throws AwsError `ResourceNotFoundException`; `ValidationException` where deletion protection is on */
export function dropTable(engine: Engine, name: string): Promise<Table> {
	return engine.locks.hold([keyspace.table(name)], async () => {
		const table = engine.catalogue.get(name);
		if (table.deletionProtection)
			throw invalid(
				"Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.",
			);
		if (table.stream)
			await engine.database.commit(engine.streams.disable(table.stream.arn, engine.context.clock.now()));
		await engine.catalogue.remove(table);
		return table;
	});
}
