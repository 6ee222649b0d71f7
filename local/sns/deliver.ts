import { link } from "../link.ts";
import { isPermanent } from "../permanent.ts";
import type { Caller, LocalContext } from "../service.ts";
import type { Delivery } from "./delivery.ts";
import { functionEvent, notification } from "./notification.ts";
import { deliverToOutbox } from "./outbox.ts";

/** A failure that no retry mends: the endpoint is gone or does not let SNS in (a "client-side error"). */
export class DeliveryRefused extends Error {
	override readonly name = "DeliveryRefused";
}

const serviceCaller = (topicArn: string): Caller => ({
	kind: "service",
	service: "sns.amazonaws.com",
	sourceArn: topicArn,
});

/** Makes one attempt. Resolves when the endpoint has the message durably; throws `DeliveryRefused` or another error. */
export async function deliver(context: LocalContext, delivery: Delivery): Promise<void> {
	try {
		switch (delivery.protocol) {
			case "sqs":
				return await toQueue(context, delivery);
			case "lambda":
				return await link(
					context,
					"invokeFunction",
				)({
					functionArn: delivery.endpoint,
					payload: JSON.stringify(functionEvent(delivery, context.endpoint)),
					from: serviceCaller(delivery.topicArn),
				});
			case "http":
			case "https":
				return await toWeb(context, delivery);
			default:
				return await deliverToOutbox(context, delivery);
		}
	} catch (error) {
		if (isPermanent(error)) throw new DeliveryRefused(error.message, { cause: error });
		throw error;
	}
}

async function toQueue(context: LocalContext, delivery: Delivery): Promise<void> {
	const attributes = Object.fromEntries(
		Object.entries(delivery.attributes).map(([name, { Type, Value }]) => [
			name,
			{ DataType: Type, StringValue: Value },
		]),
	);
	await link(
		context,
		"sendMessage",
	)({
		queueArn: delivery.endpoint,
		body: bodyOf(context, delivery),
		from: serviceCaller(delivery.topicArn),
		...(delivery.raw ? { attributes } : {}),
	});
}

const bodyOf = (context: LocalContext, delivery: Delivery) =>
	delivery.raw ? delivery.message : JSON.stringify(notification(delivery, context.endpoint));

async function toWeb(context: LocalContext, delivery: Delivery): Promise<void> {
	const response = await fetch(delivery.endpoint, {
		method: "POST",
		headers: {
			"content-type": "text/plain; charset=UTF-8",
			"user-agent": "Amazon Simple Notification Service Agent",
			"x-amz-sns-message-type": delivery.kind,
			"x-amz-sns-message-id": delivery.messageId,
			"x-amz-sns-topic-arn": delivery.topicArn,
			...(delivery.kind === "Notification" ? { "x-amz-sns-subscription-arn": delivery.subscriptionArn } : {}),
			...(delivery.raw ? { "x-amz-sns-rawdelivery": "true" } : {}),
		},
		body:
			delivery.kind === "Notification"
				? bodyOf(context, delivery)
				: JSON.stringify(notification(delivery, context.endpoint)),
		redirect: "error",
		signal: AbortSignal.timeout(15_000),
	});
	await response.body?.cancel();
	if (response.ok) return;
	const message = `the endpoint answered ${response.status}`;
	if (response.status >= 400 && response.status < 500 && response.status !== 429)
		throw new DeliveryRefused(message);
	throw new Error(message);
}

/** Sends what cannot be delivered to the subscription's dead-letter queue, as it would have been delivered. */
export async function bury(
	context: LocalContext,
	delivery: Delivery,
	deadLetterArn: string,
	reason: string,
): Promise<void> {
	const text = (StringValue: string) => ({ DataType: "String", StringValue });
	await link(
		context,
		"sendMessage",
	)({
		queueArn: deadLetterArn,
		body: bodyOf(context, delivery),
		from: serviceCaller(delivery.topicArn),
		attributes: {
			RequestID: text(delivery.id),
			ErrorCode: text("DeliveryFailed"),
			ErrorMessage: text(reason.slice(0, 1000) || "unknown"),
		},
	});
}
