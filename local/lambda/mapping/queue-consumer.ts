import { randomUUID } from "node:crypto";
import { link } from "../../link.ts";
import type { SqsRecord } from "../../service.ts";
import { roleCaller } from "../functions.ts";
import { invokeWithBatch, type MappingParts } from "./batch.ts";
import { compileFilters } from "./filter.ts";
import { pausing } from "./pausing.ts";
import { judge } from "./verdict.ts";

const lookEvery = 100;
const afterTrouble = 1000;
/** What SQS gives at most at once. */
const mostReceived = 10;

/**
 * Reads a queue for one mapping until `stopped`: batches at once up to the mapping's concurrency, deletes what was
 * handled and leaves what failed to the queue's visibility timeout and redrive policy.
 */
export async function consumeQueue(parts: MappingParts, stopped: AbortSignal): Promise<void> {
	const { context, mapping, functions } = parts;
	const pause = pausing(stopped);
	const passes = compileFilters(mapping.filters);
	const running = new Set<Promise<void>>();
	const queueArn = mapping.sourceArn;

	const from = async () => roleCaller(context, await functions.find(mapping.function));
	const remove = async (records: readonly SqsRecord[]) => {
		if (records.length === 0) return;
		const receiptHandles = records.map((record) => record.receiptHandle);
		await link(context, "deleteMessages")({ queueArn, receiptHandles, from: await from() });
	};

	const gather = async (): Promise<SqsRecord[]> => {
		const records: SqsRecord[] = [];
		const until = performance.now() + mapping.window * 1000;
		for (;;) {
			const max = Math.min(mostReceived, mapping.batchSize - records.length);
			const received = await link(context, "receiveMessages")({ queueArn, max, from: await from() });
			const wanted = received.filter((record) => passes({ ...record, body: parsedBody(record.body) }));
			// What no pattern wants is deleted unseen, as Lambda does.
			await remove(received.filter((record) => !wanted.includes(record)));
			records.push(...wanted);
			const waits = records.length > 0 && records.length < mapping.batchSize && performance.now() < until;
			if (stopped.aborted || !waits) return records;
			if (received.length === 0) await pause(lookEvery);
		}
	};

	const handle = async (records: readonly SqsRecord[]) => {
		let result = await invokeWithBatch(parts, records, randomUUID());
		// Throttled: the messages stay ours and are tried again; should their time run out, others get them too.
		while (!result && !stopped.aborted) {
			await pause(afterTrouble);
			result = await invokeWithBatch(parts, records, randomUUID());
		}
		if (!result) return;
		const identifiers = records.map((record) => record.messageId);
		const verdict = judge(result.outcome, mapping.reportsFailures, identifiers);
		if (verdict === "failure") return;
		const failed = verdict === "success" ? new Set<string>() : verdict.failed;
		await remove(records.filter((record) => !failed.has(record.messageId)));
	};

	const trouble = (error: unknown) =>
		context.log(
			`${mapping.function} cannot read its queue: ${error instanceof Error ? error.message : String(error)}`,
		);

	while (!stopped.aborted) {
		if (running.size >= mapping.maximumConcurrency) {
			await Promise.race(running);
			continue;
		}
		try {
			const records = await gather();
			if (records.length === 0) {
				await pause(lookEvery);
				continue;
			}
			const work = handle(records)
				.catch(trouble)
				.finally(() => running.delete(work));
			running.add(work);
		} catch (error) {
			if (stopped.aborted) break;
			trouble(error);
			await pause(afterTrouble);
		}
	}
	await Promise.all(running);
}

/** Filters look into bodies that are JSON. */
function parsedBody(body: string): unknown {
	try {
		return JSON.parse(body);
	} catch {
		return body;
	}
}
