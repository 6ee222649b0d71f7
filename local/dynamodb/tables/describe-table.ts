import validation from "dynalite/validations/describeTable.js";
import { permit, tableArn } from "../access.ts";
import type { Operation } from "../engine.ts";
import { validate } from "../validate.ts";
import { describe } from "./describe.ts";

export const describeTable: Operation = async (engine, call) => {
	const { TableName } = validate<{ TableName: string }>(call.input, validation);
	permit(engine, call, "DescribeTable", tableArn(engine, TableName));
	return { Table: describe(engine.catalogue.get(TableName)) };
};
