import { Members } from "../../members.ts";
import { permit, tableArn } from "../access.ts";
import type { Operation } from "../engine.ts";
import { invalid } from "../refusal.ts";

export const listStreams: Operation = async (engine, call) => {
	const input = new Members(call.input, "ListStreams", invalid);
	const table = input.maybeText("TableName");
	const limit = input.whole("Limit", 1, 100) ?? 100;
	const start = input.maybeText("ExclusiveStartStreamArn") ?? "";
	input.end();
	permit(engine, call, "ListStreams", `${tableArn(engine, table ?? "*")}/stream/*`);
	const streams = engine.streams
		.list()
		.filter(({ TableName, StreamArn }) => (table ?? TableName) === TableName && StreamArn > start);
	const page = streams.slice(0, limit);
	return {
		Streams: page.map(({ StreamArn, StreamLabel, TableName }) => ({ StreamArn, StreamLabel, TableName })),
		LastEvaluatedStreamArn: streams.length > page.length ? page.at(-1)?.StreamArn : undefined,
	};
};
