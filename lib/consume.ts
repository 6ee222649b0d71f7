import { CfnEventSourceMapping } from "aws-cdk-lib/aws-lambda";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import type { StageFunction } from "./stage-function.ts";

interface StreamSource {
	streamArn: string;
	/** Where the place of a batch goes that was given up. */
	failures: IQueue;
	/** Only records that fit; all where absent. Lambda's filter rules. */
	filter?: object;
}

/** How long a record is tried before its batch is given up, in seconds; the consumer closes the gap later. */
const RECORD_SECONDS = 6 * 3600;

/** Hangs a function on a table's stream: at least once, in order per item, given up after six hours. */
export function consumeStream(consumer: StageFunction, { streamArn, failures, filter }: StreamSource): void {
	new CfnEventSourceMapping(consumer, "Stream", {
		functionName: consumer.function.functionName,
		eventSourceArn: streamArn,
		startingPosition: "TRIM_HORIZON",
		batchSize: 100,
		maximumBatchingWindowInSeconds: 1,
		bisectBatchOnFunctionError: true,
		maximumRecordAgeInSeconds: RECORD_SECONDS,
		maximumRetryAttempts: 1000,
		functionResponseTypes: ["ReportBatchItemFailures"],
		destinationConfig: { onFailure: { destination: failures.queueArn } },
		...(filter ? { filterCriteria: { filters: [{ pattern: JSON.stringify(filter) }] } } : {}),
	});
}

/** Hangs a function on a queue, at most two at a time: a backlog must not take the account's concurrency. */
export function consumeQueue(consumer: StageFunction, queue: IQueue, batchSize: number): void {
	new CfnEventSourceMapping(consumer, "Queue", {
		functionName: consumer.function.functionName,
		eventSourceArn: queue.queueArn,
		batchSize,
		functionResponseTypes: ["ReportBatchItemFailures"],
		scalingConfig: { maximumConcurrency: 2 },
	});
}
