import { expect, test } from "vitest";
import type { SqsRecord } from "../../../../local/service.ts";
import { until } from "../../eventually.ts";
import { mappingBench, queueArn } from "./mapping-bench.ts";

/** A queue whose messages are visible until they are deleted or received. */
async function queueBench() {
	const bench = await mappingBench();
	const visible: SqsRecord[] = [];
	const held: SqsRecord[] = [];
	const readers = new Set<string>();
	bench.context.links.receiveMessages = async ({ max, from }) => {
		if (from?.kind === "session") readers.add(from.roleArn);
		const taken = visible.splice(0, max);
		held.push(...taken);
		return taken;
	};
	bench.context.links.deleteMessages = async ({ receiptHandles }) => {
		for (const handle of receiptHandles)
			held.splice(
				held.findIndex(({ receiptHandle }) => receiptHandle === handle),
				1,
			);
	};
	let count = 0;
	return {
		...bench,
		readers,
		/** Received and not deleted. */
		held: () => held.map(({ body }) => body),
		send: (...bodies: string[]) => {
			for (const body of bodies) {
				count += 1;
				visible.push({
					messageId: `m${count}`,
					receiptHandle: `r${count}`,
					body,
					attributes: {},
					messageAttributes: {},
					md5OfBody: "",
					eventSource: "aws:sqs",
					eventSourceARN: queueArn,
					awsRegion: "us-east-1",
				});
			}
		},
	};
}

test("handled messages are deleted, in the name of the function's role", async () => {
	const bench = await queueBench();
	await bench.map({ EventSourceArn: queueArn, BatchSize: 2 });
	bench.send("a", "b", "c");
	await bench.start();
	await until(() => bench.batches.flat().length === 3 && bench.held().length === 0);
	expect(bench.batches.flat().sort()).toEqual(["a", "b", "c"]);
	expect([...bench.readers]).toEqual(["arn:aws:iam::000000000000:role/reader"]);
});

test("only the messages that failed stay in the queue", async () => {
	const bench = await queueBench();
	bench.handle((records) => ({
		batchItemFailures: records
			.filter((record) => record["body"] === "bad")
			.map((record) => ({ itemIdentifier: record["messageId"] })),
	}));
	await bench.map({ EventSourceArn: queueArn, FunctionResponseTypes: ["ReportBatchItemFailures"] });
	bench.send("good", "bad", "fine");
	await bench.start();
	await until(() => bench.batches.length === 1 && bench.held().length === 1);
	expect(bench.held()).toEqual(["bad"]);
});

test("when the function fails, the whole batch stays", async () => {
	const bench = await queueBench();
	bench.handle(() => {
		throw new Error("no");
	});
	await bench.map({ EventSourceArn: queueArn });
	bench.send("a", "b");
	await bench.start();
	await until(() => bench.batches.length === 1);
	expect(bench.held()).toEqual(["a", "b"]);
});

test("at most two batches are at work at once", async () => {
	const bench = await queueBench();
	let [running, most] = [0, 0];
	bench.handle(async () => {
		running += 1;
		most = Math.max(most, running);
		await new Promise((resolve) => setTimeout(resolve, 20));
		running -= 1;
	});
	await bench.map({ EventSourceArn: queueArn, BatchSize: 1, ScalingConfig: { MaximumConcurrency: 10 } });
	bench.send(..."abcdefgh");
	await bench.start();
	await until(() => bench.held().length === 0 && bench.batches.length === 8);
	expect(most).toBe(2);
});

test("messages that no pattern wants are deleted unseen", async () => {
	const bench = await queueBench();
	await bench.map({
		EventSourceArn: queueArn,
		FilterCriteria: { Filters: [{ Pattern: '{"body":{"kind":["wanted"]}}' }] },
	});
	bench.send('{"kind":"other"}', '{"kind":"wanted"}', "no JSON");
	await bench.start();
	await until(() => bench.batches.length === 1 && bench.held().length === 0);
	expect(bench.batches).toEqual([['{"kind":"wanted"}']]);
});
