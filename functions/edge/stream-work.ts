import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from "aws-lambda";
import { type LedgerChange, ledgerChange } from "../../stores/ledger-change.ts";
import type { PulseStore } from "../../stores/pulses.ts";
import type { Consumer } from "../../stores/watch.ts";
import { failure } from "./failure.ts";
import { describeError, type Log } from "./log.ts";

export interface StreamPorts {
	pulses: Pick<PulseStore, "beat">;
	/** Milliseconds since 1970. */
	now(): number;
	log: Log;
}

/**
 * A Lambda handler behind the ledger's stream with `ReportBatchItemFailures`: Lambda delivers again from the lowest
 * number that is given back. A record whose key is none of the ledger's belongs to no lane; it is logged and left.
 */
export function streamWork(
	consumer: Consumer,
	work: (changes: LedgerChange[], remaining: () => number) => Promise<string[]>,
	{ pulses, now, log }: StreamPorts,
): (
	event: DynamoDBStreamEvent,
	context: { getRemainingTimeInMillis(): number },
) => Promise<DynamoDBBatchResponse> {
	const read = (record: DynamoDBRecord): LedgerChange[] => {
		try {
			return [ledgerChange(record)];
		} catch (thrown) {
			log("error", { what: "foreign-record", ...describeError(thrown) });
			return [];
		}
	};
	return async (event, context) => {
		const failed = await work(event.Records.flatMap(read), () => context.getRemainingTimeInMillis());
		// A sign of life for health; the batch is what it is without one.
		await pulses.beat(consumer, now(), failed.length > 0).catch((thrown: unknown) => {
			log("warn", { what: "pulse-lost", code: failure(thrown).code });
		});
		return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
	};
}
