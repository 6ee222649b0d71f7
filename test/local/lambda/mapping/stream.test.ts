import { expect, test } from "vitest";
import { AwsError } from "../../../../local/service.ts";
import { until } from "../../eventually.ts";
import { mappingBench, queueArn, streamArn } from "./mapping-bench.ts";

const stream = { EventSourceArn: streamArn, StartingPosition: "TRIM_HORIZON", BatchSize: 10 };
const failing = (records: readonly { [name: string]: unknown }[], ...values: string[]) => ({
	batchItemFailures: records
		.filter((record) => values.includes(String(record["value"])))
		.map((record) => ({ itemIdentifier: (record["dynamodb"] as { SequenceNumber: string }).SequenceNumber })),
});

test("records come in order, in batches, and once the mapping has passed them never again", async () => {
	const bench = await mappingBench();
	await bench.map({ ...stream, BatchSize: 2 });
	bench.write("a", "b", "c");
	await bench.start();
	await until(() => bench.batches.length === 2);
	await bench.restart();
	bench.write("d");
	await until(() => bench.batches.length === 3);
	expect(bench.batches).toEqual([["a", "b"], ["c"], ["d"]]);
});

test("LATEST starts behind what is there when the mapping is made", async () => {
	const bench = await mappingBench();
	bench.write("old");
	await bench.map({ ...stream, StartingPosition: "LATEST" });
	bench.write("new");
	await bench.start();
	await until(() => bench.batches.length === 1);
	expect(bench.batches).toEqual([["new"]]);
});

test("with several failures it goes on at the lowest one", async () => {
	const bench = await mappingBench();
	let times = 0;
	bench.handle((records) => (times++ === 0 ? failing(records, "d", "c") : null));
	await bench.map({ ...stream, FunctionResponseTypes: ["ReportBatchItemFailures"] });
	bench.write("a", "b", "c", "d");
	await bench.start();
	await until(() => bench.batches.length === 2);
	expect(bench.batches).toEqual([
		["a", "b", "c", "d"],
		["c", "d"],
	]);
});

test("a name that is not in the batch fails all of it", async () => {
	const bench = await mappingBench();
	let times = 0;
	bench.handle(() => (times++ === 0 ? { batchItemFailures: [{ itemIdentifier: "nobody" }] } : null));
	await bench.map({ ...stream, FunctionResponseTypes: ["ReportBatchItemFailures"] });
	bench.write("a", "b");
	await bench.start();
	await until(() => bench.batches.length === 2);
	expect(bench.batches).toEqual([
		["a", "b"],
		["a", "b"],
	]);
});

test("bisecting finds the one bad record, which alone is given up and reported without its content", async () => {
	const bench = await mappingBench();
	bench.handle((records) => {
		if (records.some((record) => record["value"] === "bad")) throw new Error("no");
	});
	await bench.map({
		...stream,
		BisectBatchOnFunctionError: true,
		MaximumRetryAttempts: 1,
		DestinationConfig: { OnFailure: { Destination: queueArn } },
	});
	bench.write("a", "b", "bad", "c");
	await bench.start();
	await until(() => bench.batches.some((batch) => batch.join() === "c"));
	const handled = bench.batches.filter((batch) => !batch.includes("bad")).flat();
	expect(handled).toEqual(["a", "b", "c"]);
	expect(bench.batches.filter((batch) => batch.join() === "bad")).toHaveLength(2);
	expect(bench.sent).toHaveLength(1);
	const body = JSON.parse(bench.sent[0]?.body ?? "") as Record<string, unknown>;
	expect(bench.sent[0]).toMatchObject({ queueArn });
	expect(body).toMatchObject({
		requestContext: { condition: "RetryAttemptsExhausted", approximateInvokeCount: 2 },
		DDBStreamBatchInfo: { batchSize: 1, streamArn, startSequenceNumber: "000000000000000000003" },
	});
	expect(JSON.stringify(body)).not.toContain('"bad"');
});

test("attempts are counted across restarts", async () => {
	const bench = await mappingBench();
	bench.handle(() => {
		throw new Error("no");
	});
	await bench.map({ ...stream, MaximumRetryAttempts: 2 });
	bench.write("a");
	await bench.start();
	await until(() => bench.batches.length >= 1);
	await bench.restart();
	await until(() => bench.context.lines.some((line) => line.includes("given up")));
	expect(bench.batches.length).toBeLessThanOrEqual(3);
});

test("records older than the mapping's bound are given up, younger ones are delivered", async () => {
	const bench = await mappingBench();
	bench.write("old");
	bench.context.clock.move(120_000);
	bench.write("young");
	await bench.map({
		...stream,
		MaximumRecordAgeInSeconds: 60,
		DestinationConfig: { OnFailure: { Destination: queueArn } },
	});
	await bench.start();
	await until(() => bench.batches.length === 1);
	expect(bench.batches).toEqual([["young"]]);
	expect(bench.sent[0]?.body).toContain("RecordAgeExceeded");
});

test("filtered records are passed over, also by the position", async () => {
	const bench = await mappingBench();
	await bench.map({ ...stream, FilterCriteria: { Filters: [{ Pattern: '{"value":["wanted"]}' }] } });
	bench.write("x", "y", "wanted", "z");
	await bench.start();
	await until(() => bench.batches.length === 1);
	await bench.restart();
	bench.write("wanted");
	await until(() => bench.batches.length === 2);
	expect(bench.batches).toEqual([["wanted"], ["wanted"]]);
});

test("a mapping is refused when its role may not read the stream", async () => {
	const bench = await mappingBench({
		authorize: ({ action }) => {
			if (action === "dynamodb:GetRecords") throw new AwsError("AccessDenied", "no policy allows it");
		},
	});
	await expect(bench.map(stream)).rejects.toThrow("does not have permission to call dynamodb:GetRecords");
});

test.each([
	[{ ...stream, ParallelizationFactor: 2 }, "ParallelizationFactor"],
	[{ ...stream, TumblingWindowInSeconds: 5 }, "TumblingWindowInSeconds"],
	[{ ...stream, StartingPosition: "AT_TIMESTAMP" }, "AT_TIMESTAMP"],
	[{ ...stream, FilterCriteria: { Filters: [{ Pattern: '{"a":[{"numeric":["=",1]}]}' }] } }, "numeric"],
	[{ ...stream, Unheard: true }, "Unheard"],
	[{ EventSourceArn: "arn:aws:kinesis:us-east-1:000000000000:stream/x" }, "neither a DynamoDB stream nor"],
	[{ EventSourceArn: queueArn, BatchSize: 100 }, "MaximumBatchingWindowInSeconds"],
	[{ EventSourceArn: queueArn, BisectBatchOnFunctionError: true }, "BisectBatchOnFunctionError"],
])("%j is refused by name", async (properties, name) => {
	const bench = await mappingBench();
	await expect(bench.map(properties)).rejects.toThrow(name);
});
