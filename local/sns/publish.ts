import { randomUUID } from "node:crypto";
import type { Caller, LocalContext } from "../service.ts";
import type { AttributeValue, Delivery } from "./delivery.ts";
import type { Desk } from "./desk.ts";
import { guard, guardKey } from "./guard.ts";
import { readJson } from "./json.ts";
import { refuse } from "./refuse.ts";
import type { Subscription, Topic } from "./topics.ts";

export interface Draft {
	message: string;
	subject?: string;
	/** `MessageStructure` json: the message is an object of texts by protocol. */
	structured?: boolean;
	attributes: Record<string, AttributeValue>;
}

/** 256 KiB, names, types and values of attributes included. */
const LIMIT = 262_144;

export async function mayPublish(context: LocalContext, topic: Topic, caller: Caller): Promise<void> {
	guard(context, topic, caller, "Publish");
	await guardKey(context, topic, caller);
}

/** Publishes to every confirmed subscription whose filter fits; when it resolves, the deliveries are durable. */
export async function publish(desk: Desk, topic: Topic, draft: Draft): Promise<string> {
	check(draft);
	const { context, topics, deliveries } = desk;
	const texts = draft.structured ? structuredTexts(draft.message) : undefined;
	const messageId = randomUUID();
	const now = context.clock.now();
	const late = context.faults.strike("late-delivery", "sns", "Publish")?.milliseconds ?? 0;
	const made: Delivery[] = [];
	for (const subscription of topics.subscriptions(topic.arn)) {
		if (!subscription.confirmed) continue;
		const message = texts ? (texts[subscription.protocol] ?? texts["default"] ?? "") : draft.message;
		if (!topics.filter(subscription)({ attributes: draft.attributes, message })) continue;
		const base = { messageId, message, dueAt: now + late, publishedAt: now };
		made.push(delivery(topic, subscription, draft, base));
		if (context.faults.strike("duplicate-delivery", "sns", "Publish"))
			made.push(delivery(topic, subscription, draft, base));
	}
	await deliveries.add(made);
	return messageId;
}

function delivery(
	topic: Topic,
	subscription: Subscription,
	draft: Draft,
	base: Pick<Delivery, "messageId" | "message" | "dueAt" | "publishedAt">,
): Delivery {
	const displayName = topic.attributes["DisplayName"];
	return {
		id: randomUUID(),
		kind: "Notification",
		topicArn: topic.arn,
		subscriptionArn: subscription.arn,
		protocol: subscription.protocol,
		endpoint: subscription.endpoint,
		raw: subscription.attributes["RawMessageDelivery"] === "true",
		...(draft.subject === undefined ? {} : { subject: draft.subject }),
		attributes: draft.attributes,
		...(displayName === undefined ? {} : { displayName }),
		attempts: 0,
		...base,
	};
}

function check(draft: Draft): void {
	if (draft.message === "") throw refuse.parameter("Empty message");
	let size = Buffer.byteLength(draft.message);
	for (const [name, { Type, Value }] of Object.entries(draft.attributes))
		size += Buffer.byteLength(name) + Buffer.byteLength(Type) + Buffer.byteLength(Value);
	if (size > LIMIT) throw refuse.parameter("Message too long");
	if (draft.subject !== undefined && !/^[\u0021-\u007e][\u0020-\u007e]{0,99}$/.test(draft.subject))
		throw refuse.parameter("Subject takes up to 100 printable ASCII characters and begins with no space");
}

function structuredTexts(message: string): Record<string, string> {
	const parsed = readJson(message);
	const texts = Object.fromEntries(
		Object.entries(parsed ?? {}).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
	);
	if (texts["default"] === undefined)
		throw refuse.parameter("Message Structure - No default entry in JSON message body");
	return texts;
}
