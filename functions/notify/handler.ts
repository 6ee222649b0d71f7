import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { KMSClient } from "@aws-sdk/client-kms";
import { SQSClient } from "@aws-sdk/client-sqs";
import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { parseAlert } from "../../src/alerts/parse-alert.ts";
import { retryAfter } from "../../src/alerts/retry-after.ts";
import { channelSeal } from "../../stores/channel-seal.ts";
import { channelStore } from "../../stores/channels.ts";
import { deliveryStore } from "../../stores/deliveries.ts";
import { messageDelay } from "../../stores/message-delay.ts";
import { webhookSender } from "../../stores/webhook.ts";
import { systemClock } from "../edge/clock.ts";
import { environment, flag, text } from "../edge/environment.ts";
import { failure } from "../edge/failure.ts";
import { describeError, log } from "../edge/log.ts";
import { EXCHANGE } from "./deliver.ts";
import { notify } from "./notify.ts";

const names = environment({
	TENANTS_TABLE: text,
	INCIDENTS_TABLE: text,
	ALERTS_KEY: text,
	NOTIFY_QUEUE: text,
	ALLOW_PRIVATE_WEBHOOKS: flag,
});
const dynamodb = new DynamoDBClient();
const ports = {
	channels: channelStore(dynamodb, names.TENANTS_TABLE),
	open: channelSeal(new KMSClient(), names.ALERTS_KEY).open,
	deliveries: deliveryStore(dynamodb, names.INCIDENTS_TABLE),
	webhook: webhookSender({ allowPrivate: names.ALLOW_PRIVATE_WEBHOOKS }, EXCHANGE),
	now: systemClock.now,
	log,
};
const delay = messageDelay(new SQSClient(), names.NOTIFY_QUEUE);

/** Messages of a batch at the same time: a receiver that hangs must not keep other tenants' alerts. */
export async function handler(event: SQSEvent): Promise<SQSBatchResponse> {
	const failed = await Promise.all(event.Records.map(work));
	return { batchItemFailures: failed.flatMap((messageId) => messageId ?? []) };
}

/** @returns what names the message as not done */
async function work(record: SQSRecord): Promise<{ itemIdentifier: string } | undefined> {
	try {
		await notify(parseAlert(JSON.parse(record.body)), ports);
		return undefined;
	} catch (thrown) {
		const error = failure(thrown);
		const attempt = Number(record.attributes.ApproximateReceiveCount);
		log("warn", { what: "notify-failed", attempt, code: error.code, ...describeError(error.cause ?? error) });
		// Where even that fails, the message comes again after the queue's own time.
		await delay(record.receiptHandle, retryAfter(attempt)).catch(() => undefined);
		return { itemIdentifier: record.messageId };
	}
}
