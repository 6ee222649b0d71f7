import type { Operation } from "./desk.ts";
import { guard } from "./guard.ts";
import { entries } from "./lists.ts";
import { page } from "./page.ts";
import { refuse } from "./refuse.ts";
import { subscribe as makeSubscription, parseSubscriptionAttributes } from "./subscribe.ts";
import { protocols, type Subscription } from "./topics.ts";

export const subscribe: Operation = async (desk, input, caller) => {
	const topic = desk.topics.byArn(input.text("TopicArn"));
	const protocol = input.oneOf("Protocol", protocols);
	const endpoint = input.text("Endpoint");
	const full = input.flag("ReturnSubscriptionArn") ?? false;
	const attributes = Object.fromEntries(
		entries(input, "Attributes", "key", "value", (value) => String(value ?? "")),
	);
	input.end();
	if (protocol === undefined) throw refuse.parameter("Protocol is missing");
	guard(desk.context, topic, caller, "Subscribe", { "sns:Protocol": protocol, "sns:Endpoint": endpoint });
	const { arn, confirmed } = await makeSubscription(desk, topic, { protocol, endpoint, attributes });
	return { SubscriptionArn: confirmed || full ? arn : "pending confirmation" };
};

export const confirmSubscription: Operation = async ({ context, topics }, input, caller) => {
	const topic = topics.byArn(input.text("TopicArn"));
	const token = input.text("Token");
	const authenticated = input.flag("AuthenticateOnUnsubscribe");
	input.end();
	if (authenticated)
		throw refuse.parameter("AuthenticateOnUnsubscribe: every call is signed in the local cloud; take it out");
	guard(context, topic, caller, "ConfirmSubscription");
	const found = topics.subscriptions(topic.arn).find((subscription) => subscription.token === token);
	if (!found) throw refuse.parameter("Token");
	await topics.saveSubscription({ ...found, confirmed: true });
	return { SubscriptionArn: found.arn };
};

export const unsubscribe: Operation = async ({ context, topics }, input, caller) => {
	const arn = input.text("SubscriptionArn");
	input.end();
	context.authorize({ caller, action: "sns:Unsubscribe", resource: arn.slice(0, arn.lastIndexOf(":")) });
	await topics.removeSubscription(arn);
	return undefined;
};

export const listSubscriptions: Operation = async ({ context, topics }, input, caller) => {
	const token = input.maybeText("NextToken");
	input.end();
	context.authorize({ caller, action: "sns:ListSubscriptions", resource: topics.arnOf("*") });
	return listed(topics.subscriptions(), token, context.account);
};

export const listSubscriptionsByTopic: Operation = async ({ context, topics }, input, caller) => {
	const topic = topics.byArn(input.text("TopicArn"));
	const token = input.maybeText("NextToken");
	input.end();
	guard(context, topic, caller, "ListSubscriptionsByTopic");
	return listed(topics.subscriptions(topic.arn), token, context.account);
};

export const getSubscriptionAttributes: Operation = async ({ context, topics }, input, caller) => {
	const subscription = topics.subscription(input.text("SubscriptionArn"));
	input.end();
	guard(context, topics.byArn(subscription.topicArn), caller, "GetSubscriptionAttributes");
	const shown = {
		SubscriptionArn: subscription.arn,
		TopicArn: subscription.topicArn,
		Protocol: subscription.protocol,
		Endpoint: subscription.endpoint,
		Owner: context.account,
		PendingConfirmation: String(!subscription.confirmed),
		ConfirmationWasAuthenticated: "false",
		RawMessageDelivery: "false",
		...(subscription.attributes["FilterPolicy"] === undefined
			? {}
			: { FilterPolicyScope: "MessageAttributes" }),
		...subscription.attributes,
	};
	return { Attributes: { entry: Object.entries(shown).map(([key, value]) => ({ key, value })) } };
};

export const setSubscriptionAttributes: Operation = async ({ context, topics }, input, caller) => {
	const subscription = topics.subscription(input.text("SubscriptionArn"));
	const name = input.text("AttributeName");
	const value = input.maybeText("AttributeValue") ?? "";
	input.end();
	guard(context, topics.byArn(subscription.topicArn), caller, "SetSubscriptionAttributes");
	const attributes = parseSubscriptionAttributes(subscription.protocol, {
		...subscription.attributes,
		[name]: value,
	});
	await topics.saveSubscription({ ...subscription, attributes });
	return undefined;
};

function listed(subscriptions: readonly Subscription[], token: string | undefined, owner: string) {
	const { shown, next } = page(subscriptions, token);
	return {
		Subscriptions: {
			member: shown.map(({ arn, topicArn, protocol, endpoint, confirmed }) => ({
				SubscriptionArn: confirmed ? arn : "PendingConfirmation",
				Owner: owner,
				Protocol: protocol,
				Endpoint: endpoint,
				TopicArn: topicArn,
			})),
		},
		NextToken: next,
	};
}
