import { SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { storeError } from "./store-error.ts";

/** A work queue. A send that threw may have been delivered all the same: receivers work on a message twice unharmed. */
export interface Queue<Message> {
	/** @param delaySeconds at most 900 */
	send(message: Message, delaySeconds?: number): Promise<void>;
}

export function queue<Message>(sqs: SQSClient, url: string): Queue<Message> {
	return {
		async send(message, delaySeconds) {
			try {
				await sqs.send(
					new SendMessageCommand({
						QueueUrl: url,
						MessageBody: JSON.stringify(message),
						...(delaySeconds === undefined ? {} : { DelaySeconds: delaySeconds }),
					}),
				);
			} catch (cause) {
				throw storeError(cause);
			}
		},
	};
}
