import listValidation from "dynalite/validations/listTagsOfResource.js";
import tagValidation from "dynalite/validations/tagResource.js";
import untagValidation from "dynalite/validations/untagResource.js";
import { permit } from "../access.ts";
import type { Call, Engine, Operation } from "../engine.ts";
import { keyspace } from "../keyspace.ts";
import { validate } from "../validate.ts";
import type { Table } from "./table.ts";

const nameOf = (arn: string) => arn.slice(arn.lastIndexOf("/") + 1);

async function change(
	engine: Engine,
	call: Call,
	arn: string,
	tags: (table: Table) => Table["tags"],
): Promise<object> {
	permit(engine, call, call.operation, arn);
	return engine.locks.hold([keyspace.table(nameOf(arn))], async () => {
		const table = engine.catalogue.get(nameOf(arn));
		await engine.catalogue.save({ ...table, tags: tags(table) });
		return {};
	});
}

export const tagResource: Operation = (engine, call) => {
	const { ResourceArn, Tags } = validate<{ ResourceArn: string; Tags: { Key: string; Value: string }[] }>(
		call.input,
		tagValidation,
	);
	return change(engine, call, ResourceArn, ({ tags }) => ({
		...tags,
		...Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value])),
	}));
};

export const untagResource: Operation = (engine, call) => {
	const { ResourceArn, TagKeys } = validate<{ ResourceArn: string; TagKeys: string[] }>(
		call.input,
		untagValidation,
	);
	return change(engine, call, ResourceArn, ({ tags }) =>
		Object.fromEntries(Object.entries(tags).filter(([key]) => !TagKeys.includes(key))),
	);
};

export const listTagsOfResource: Operation = async (engine, call) => {
	const { ResourceArn } = validate<{ ResourceArn: string }>(call.input, listValidation);
	permit(engine, call, "ListTagsOfResource", ResourceArn);
	const { tags } = engine.catalogue.get(nameOf(ResourceArn));
	return { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
};
