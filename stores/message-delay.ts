import { ChangeMessageVisibilityCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { storeError } from "./store-error.ts";

/** Puts off a message that was received from a queue: it is shown again after so many seconds. */
export function messageDelay(sqs: SQSClient, url: string) {
	return async (receiptHandle: string, seconds: number): Promise<void> => {
		try {
			await sqs.send(
				new ChangeMessageVisibilityCommand({
					QueueUrl: url,
					ReceiptHandle: receiptHandle,
					VisibilityTimeout: seconds,
				}),
			);
		} catch (cause) {
			throw storeError(cause);
		}
	};
}
