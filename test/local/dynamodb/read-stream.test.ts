import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import { expect, test } from "vitest";
import { served } from "./served.ts";

interface Read {
	dynamodb: { SequenceNumber: string; ApproximateCreationDateTime: number; Keys: { id: { S: string } } };
}

async function written(...ids: string[]) {
	const cloud = await served();
	const { TableName, StreamArn } = await cloud.table();
	const put = (id: string) => cloud.client.send(new PutItemCommand({ TableName, Item: { id: { S: id } } }));
	for (const id of ids) await put(id);
	const read = async (after: string | undefined, limit = 100) => {
		const batch = await cloud.context.links.readStream?.({ streamArn: StreamArn, after, limit });
		const records = (batch?.records ?? []) as Read[];
		return { ids: records.map(({ dynamodb }) => dynamodb.Keys.id.S), records, last: batch?.last };
	};
	return { ...cloud, StreamArn, put, read };
}

test("reading goes on after the last record, in the bounds of the limit", async () => {
	const { read, put, StreamArn, context } = await written("a", "b", "c");
	const first = await read(undefined, 2);
	expect(first.ids).toEqual(["a", "b"]);
	expect(first.last).toBe(first.records[1]?.dynamodb.SequenceNumber);
	const second = await read(first.last);
	expect(second.ids).toEqual(["c"]);
	expect(await context.links.latestSequence?.(StreamArn)).toBe(second.last);
	const none = await read(second.last);
	expect(none).toEqual({ ids: [], records: [], last: second.last });
	await put("d");
	expect((await read(none.last)).ids).toEqual(["d"]);
});

test("the latest number of an empty stream is a place to read on from", async () => {
	const { read, put, StreamArn, context } = await written();
	const latest = await context.links.latestSequence?.(StreamArn);
	expect((await read(latest)).ids).toEqual([]);
	await put("a");
	expect((await read(latest)).ids).toEqual(["a"]);
});

test("a batch under duplicate-delivery comes again to whoever goes on from its end, once", async () => {
	const { read, context, put } = await written("a", "b");
	context.faults.plant({ name: "duplicate-delivery", target: "streams:GetRecords" });
	const first = await read(undefined);
	expect(first.ids).toEqual(["a", "b"]);
	const again = await read(first.last);
	expect(again.ids).toEqual(["a", "b"]);
	expect(again.last).toBe(first.last);
	await put("c");
	expect((await read(again.last)).ids).toEqual(["c"]);
});

test("a repeated batch that is cut short takes nobody back", async () => {
	const { read, context } = await written("a", "b", "c");
	context.faults.plant({ name: "duplicate-delivery", target: "streams:GetRecords" });
	const first = await read(undefined);
	const again = await read(first.last, 1);
	expect(again.ids).toEqual(["a"]);
	expect(again.last).toBe(first.last);
});

test("records under late-delivery come after their delay, none is lost", async () => {
	const { read, context } = await written("a");
	context.faults.plant({ name: "late-delivery", target: "streams:GetRecords", milliseconds: 60_000 });
	expect(await read(undefined)).toEqual({ ids: [], records: [], last: undefined });
	expect((await read(undefined)).ids).toEqual([]);
	context.clock.move(61_000);
	expect((await read(undefined)).ids).toEqual(["a"]);
});

test("a stream that does not exist is refused", async () => {
	const { context } = await written();
	await expect(
		context.links.readStream?.({ streamArn: "arn:none", after: undefined, limit: 1 }),
	).rejects.toMatchObject({ code: "ResourceNotFoundException" });
});
