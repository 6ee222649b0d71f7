import type { Members } from "../members.ts";
import type { Operation } from "./desk.ts";
import { guard } from "./guard.ts";
import { entries, members } from "./lists.ts";
import { page } from "./page.ts";
import { refuse } from "./refuse.ts";
import { parseTopicAttributes } from "./topic-attributes.ts";

const text = (value: unknown, key: string): string => {
	if (typeof value !== "string") throw refuse.parameter(`${key} must be a text`);
	return value;
};

export const createTopic: Operation = async ({ context, topics }, input, caller) => {
	const name = input.text("Name");
	const attributes = parseTopicAttributes(
		Object.fromEntries(entries(input, "Attributes", "key", "value", text)),
	);
	const tags = readTags(input);
	input.end();
	const arn = topics.arnOf(name);
	context.authorize({ caller, action: "sns:CreateTopic", resource: arn });
	if (!/^[A-Za-z0-9_-]{1,256}$/.test(name)) throw refuse.parameter("Topic Name");
	const kept = topics.find(arn);
	if (kept && Object.entries(attributes).some(([key, value]) => kept.attributes[key] !== value))
		throw refuse.parameter("Attributes Reason: Topic already exists with different attributes");
	if (!kept) await topics.saveTopic({ name, arn, attributes, tags });
	return { TopicArn: arn };
};

export const deleteTopic: Operation = async ({ context, topics }, input, caller) => {
	const arn = input.text("TopicArn");
	input.end();
	const topic = topics.find(arn);
	if (topic) guard(context, topic, caller, "DeleteTopic");
	else context.authorize({ caller, action: "sns:DeleteTopic", resource: arn });
	await topics.removeTopic(arn);
	return undefined;
};

export const getTopicAttributes: Operation = async ({ context, topics }, input, caller) => {
	const topic = topics.byArn(input.text("TopicArn"));
	input.end();
	guard(context, topic, caller, "GetTopicAttributes");
	const subscriptions = topics.subscriptions(topic.arn);
	const confirmed = subscriptions.filter((subscription) => subscription.confirmed).length;
	const shown = {
		TopicArn: topic.arn,
		Owner: context.account,
		DisplayName: "",
		SubscriptionsConfirmed: String(confirmed),
		SubscriptionsPending: String(subscriptions.length - confirmed),
		SubscriptionsDeleted: "0",
		...topic.attributes,
	};
	return { Attributes: { entry: Object.entries(shown).map(([key, value]) => ({ key, value })) } };
};

export const setTopicAttributes: Operation = async ({ context, topics }, input, caller) => {
	const topic = topics.byArn(input.text("TopicArn"));
	const name = input.text("AttributeName");
	const value = input.maybeText("AttributeValue") ?? "";
	input.end();
	guard(context, topic, caller, "SetTopicAttributes");
	await topics.saveTopic({
		...topic,
		attributes: parseTopicAttributes({ ...topic.attributes, [name]: value }),
	});
	return undefined;
};

export const listTopics: Operation = async ({ context, topics }, input, caller) => {
	const token = input.maybeText("NextToken");
	input.end();
	context.authorize({ caller, action: "sns:ListTopics", resource: topics.arnOf("*") });
	const { shown, next } = page(topics.all(), token);
	return { Topics: { member: shown.map(({ arn }) => ({ TopicArn: arn })) }, NextToken: next };
};

export const listTagsForResource: Operation = async ({ context, topics }, input, caller) => {
	const topic = topics.byArn(input.text("ResourceArn"));
	input.end();
	guard(context, topic, caller, "ListTagsForResource");
	return { Tags: { member: Object.entries(topic.tags).map(([Key, Value]) => ({ Key, Value })) } };
};

export const tagResource: Operation = async ({ context, topics }, input, caller) => {
	const topic = topics.byArn(input.text("ResourceArn"));
	const tags = readTags(input);
	input.end();
	guard(context, topic, caller, "TagResource");
	await topics.saveTopic({ ...topic, tags: { ...topic.tags, ...tags } });
	return {};
};

function readTags(input: Members): Record<string, string> {
	const tags: Record<string, string> = {};
	for (const tag of members(input, "Tags")) {
		tags[tag.text("Key")] = tag.maybeText("Value") ?? "";
		tag.end();
	}
	return tags;
}
