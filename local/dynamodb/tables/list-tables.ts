import validation from "dynalite/validations/listTables.js";
import { permit, tableArn } from "../access.ts";
import type { Operation } from "../engine.ts";
import { validate } from "../validate.ts";

export const listTables: Operation = async (engine, call) => {
	const { Limit = 100, ExclusiveStartTableName = "" } = validate<{
		Limit?: number;
		ExclusiveStartTableName?: string;
	}>(call.input, validation);
	permit(engine, call, "ListTables", tableArn(engine, "*"));
	const names = engine.catalogue
		.list()
		.map(({ TableName }) => TableName)
		.filter((name) => name > ExclusiveStartTableName);
	const page = names.slice(0, Limit);
	return {
		TableNames: page,
		LastEvaluatedTableName: names.length > page.length ? page.at(-1) : undefined,
	};
};
