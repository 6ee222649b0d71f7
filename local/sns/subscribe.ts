import { randomBytes, randomUUID } from "node:crypto";
import { isRecord } from "../record.ts";
import type { Desk } from "./desk.ts";
import { compileFilter } from "./filter-policy.ts";
import { readJson } from "./json.ts";
import { refuse } from "./refuse.ts";
import { parseDeliveryPolicy } from "./retry.ts";
import type { Protocol, Subscription, Topic } from "./topics.ts";

const endpoints: Readonly<Record<Protocol, RegExp>> = {
	sqs: /^arn:aws:sqs:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,80}$/,
	lambda: /^arn:aws:lambda:[a-z0-9-]+:\d{12}:function:[A-Za-z0-9_-]{1,64}(:[A-Za-z0-9_$-]+)?$/,
	email: /^[^\s@<>"(),:;\\[\]]{1,64}@[^\s@<>"(),:;\\[\]]{1,255}$/,
	"email-json": /^[^\s@<>"(),:;\\[\]]{1,64}@[^\s@<>"(),:;\\[\]]{1,255}$/,
	sms: /^\+[1-9]\d{4,14}$/,
	http: /^http:\/\/\S+$/,
	https: /^https:\/\/\S+$/,
};

/** Checks a subscription's attributes; what is not honoured is refused by name. An empty value takes it away. */
export function parseSubscriptionAttributes(
	protocol: Protocol,
	attributes: Readonly<Record<string, string>>,
): Record<string, string> {
	const kept = Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== ""));
	for (const [name, value] of Object.entries(kept)) checkAttribute(protocol, name, value);
	compileFilter(kept["FilterPolicy"], kept["FilterPolicyScope"]);
	return kept;
}

function checkAttribute(protocol: Protocol, name: string, value: string): void {
	const web = protocol === "http" || protocol === "https";
	switch (name) {
		case "FilterPolicy":
			return;
		case "FilterPolicyScope":
			if (value === "MessageAttributes" || value === "MessageBody") return;
			throw refuse.parameter("FilterPolicyScope takes MessageAttributes or MessageBody");
		case "RawMessageDelivery":
			if (value === "false" || (value === "true" && (web || protocol === "sqs"))) return;
			throw refuse.parameter(`RawMessageDelivery ${value} does not fit protocol ${protocol}`);
		case "RedrivePolicy": {
			const policy = readJson(value);
			const { deadLetterTargetArn, ...rest } = isRecord(policy) ? policy : {};
			if (typeof deadLetterTargetArn === "string" && Object.keys(rest).length === 0) return;
			throw refuse.parameter("RedrivePolicy takes deadLetterTargetArn");
		}
		case "DeliveryPolicy":
			if (!web) throw refuse.parameter("DeliveryPolicy is for protocols http and https");
			parseDeliveryPolicy(value);
			return;
		default:
			throw refuse.parameter(`${name} is not honoured by the local cloud; take it out, or deploy to AWS`);
	}
}

/**
 * Makes a subscription, or gives the one that is there for the same protocol and endpoint. HTTP endpoints get a
 * confirmation request first; addresses of people are confirmed at once, since no one could answer, and the log says so.
 */
export async function subscribe(
	{ context, topics, deliveries }: Desk,
	topic: Topic,
	wanted: { protocol: Protocol; endpoint: string; attributes: Record<string, string> },
): Promise<Subscription> {
	const { protocol, endpoint } = wanted;
	if (!endpoints[protocol].test(endpoint))
		throw refuse.parameter(`Endpoint Reason: not one of protocol ${protocol}`);
	const attributes = parseSubscriptionAttributes(protocol, wanted.attributes);
	const kept = topics
		.subscriptions(topic.arn)
		.find((subscription) => subscription.protocol === protocol && subscription.endpoint === endpoint);
	if (kept) {
		if (Object.entries(attributes).some(([name, value]) => kept.attributes[name] !== value))
			throw refuse.parameter("Attributes Reason: Subscription already exists with different attributes");
		return kept;
	}
	const web = protocol === "http" || protocol === "https";
	const token = randomBytes(32).toString("hex");
	const subscription = await topics.saveSubscription({
		arn: `${topic.arn}:${randomUUID()}`,
		topicArn: topic.arn,
		protocol,
		endpoint,
		attributes,
		confirmed: !web,
		token,
	});
	const now = context.clock.now();
	if (web)
		await deliveries.add([
			{
				id: randomUUID(),
				kind: "SubscriptionConfirmation",
				messageId: randomUUID(),
				topicArn: topic.arn,
				subscriptionArn: subscription.arn,
				protocol,
				endpoint,
				raw: false,
				message: `You have chosen to subscribe to the topic ${topic.arn}. To confirm it, call ConfirmSubscription with the token of this message (a signed call in the local cloud).`,
				attributes: {},
				token,
				publishedAt: now,
				attempts: 0,
				dueAt: now,
			},
		]);
	else if (protocol === "email" || protocol === "email-json" || protocol === "sms")
		context.log(
			`sns: ${protocol} subscription to ${topic.name} confirmed at once; messages go to ${context.state.directory}/outbox`,
		);
	return subscription;
}
