import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import { failure } from "./failure.ts";
import { describeError, type Log } from "./log.ts";

/**
 * A Lambda handler behind an SQS mapping with `ReportBatchItemFailures`: one message after the other; one that
 * fails goes back to its queue alone. A message that cannot be read fails too, and ends in the dead letters.
 */
export function queueWork<Message>(
	queue: string,
	parse: (body: unknown) => Message,
	work: (message: Message, context: { remaining(): number }) => Promise<void>,
	log: Log,
): (event: SQSEvent, context: { getRemainingTimeInMillis(): number }) => Promise<SQSBatchResponse> {
	return async (event, context) => {
		const batchItemFailures: SQSBatchResponse["batchItemFailures"] = [];
		for (const { messageId, body } of event.Records) {
			try {
				await work(parse(JSON.parse(body)), { remaining: () => context.getRemainingTimeInMillis() });
			} catch (thrown) {
				const error = failure(thrown);
				log("error", {
					what: "work-failed",
					queue,
					code: error.code,
					...describeError(error.cause ?? error),
				});
				batchItemFailures.push({ itemIdentifier: messageId });
			}
		}
		return { batchItemFailures };
	};
}
