import type { Delivery } from "./delivery.ts";

/**
 * The JSON document that SNS delivers. The local cloud has no certificate that AWS would vouch for, so
 * `Signature` says plainly that there is none: a receiver that checks it refuses the message.
 */
export function notification(delivery: Delivery, endpoint: string | undefined): Record<string, unknown> {
	const base = endpoint ?? "http://sns.localhost";
	const { kind, messageId, topicArn, subject, message, token } = delivery;
	const head = {
		Type: kind,
		MessageId: messageId,
		...(token === undefined ? {} : { Token: token }),
		TopicArn: topicArn,
		...(subject === undefined ? {} : { Subject: subject }),
		Message: message,
		...(token === undefined
			? {}
			: {
					SubscribeURL: `${base}/?Action=ConfirmSubscription&TopicArn=${encodeURIComponent(topicArn)}&Token=${token}`,
				}),
		Timestamp: new Date(delivery.publishedAt).toISOString(),
		SignatureVersion: "1",
		Signature: UNSIGNED,
	};
	if (kind === "SubscriptionConfirmation") return { ...head, SigningCertURL: CERTIFICATE };
	return {
		...head,
		SigningCertURL: CERTIFICATE,
		UnsubscribeURL: unsubscribeUrl(delivery, base),
		...(Object.keys(delivery.attributes).length === 0 ? {} : { MessageAttributes: delivery.attributes }),
	};
}

/** The event that a subscribed function gets. */
export function functionEvent(delivery: Delivery, endpoint: string | undefined): Record<string, unknown> {
	return {
		Records: [
			{
				EventSource: "aws:sns",
				EventVersion: "1.0",
				EventSubscriptionArn: delivery.subscriptionArn,
				Sns: {
					Type: "Notification",
					MessageId: delivery.messageId,
					TopicArn: delivery.topicArn,
					Subject: delivery.subject ?? null,
					Message: delivery.message,
					Timestamp: new Date(delivery.publishedAt).toISOString(),
					SignatureVersion: "1",
					Signature: UNSIGNED,
					SigningCertUrl: CERTIFICATE,
					UnsubscribeUrl: unsubscribeUrl(delivery, endpoint ?? "http://sns.localhost"),
					MessageAttributes: delivery.attributes,
				},
			},
		],
	};
}

const UNSIGNED = "NOT-SIGNED-BY-THE-LOCAL-CLOUD";
const CERTIFICATE = "https://sns.local.invalid/no-certificate.pem";

export const unsubscribeUrl = (delivery: Delivery, base: string) =>
	`${base}/?Action=Unsubscribe&SubscriptionArn=${encodeURIComponent(delivery.subscriptionArn)}`;
