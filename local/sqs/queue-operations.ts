import type { Members } from "../members.ts";
import { AwsError } from "../service.ts";
import { defineQueue } from "./define.ts";
import { guard } from "./guard.ts";
import { inTurn, type Operation, queueUrl } from "./operation.ts";
import { parseQueueAttributes, queueAttributeNames, withDefaults } from "./queue-attributes.ts";
import type { Queue, Queues } from "./queues.ts";
import { refuse } from "./refuse.ts";

export const createQueue: Operation = async (desk, input, { caller, request }) => {
	const { context, queues } = desk;
	const name = input.text("QueueName");
	const attributes = readTexts(input.inner("Attributes"));
	const tags = readTexts(input.inner("tags"));
	input.end();
	context.authorize({ caller, action: "sqs:CreateQueue", resource: queues.arnOf(name) });
	const kept = queues.find(name);
	if (kept) {
		const shown = withDefaults(kept.record.attributes);
		if (Object.entries(attributes).some(([key, value]) => shown[key] !== value))
			throw new AwsError(
				"QueueNameExists",
				"A queue already exists with the same name and a different value for an attribute",
			);
	} else await defineQueue(context, queues, name, attributes, tags);
	return { QueueUrl: queueUrl(desk.baseUrl(request), context.account, name) };
};

export const deleteQueue: Operation = async (desk, input, { caller }) => {
	const queue = desk.queues.byUrl(input.text("QueueUrl"));
	input.end();
	guard(desk.context, queue, caller, "DeleteQueue");
	await inTurn(desk, queue, () => desk.queues.remove(queue));
	return {};
};

export const purgeQueue: Operation = async (desk, input, { caller }) => {
	const queue = desk.queues.byUrl(input.text("QueueUrl"));
	input.end();
	guard(desk.context, queue, caller, "PurgeQueue");
	await inTurn(desk, queue, () => desk.queues.commit(desk.queues.dropped(queue, [...queue.messages.keys()])));
	return {};
};

export const getQueueUrl: Operation = async (desk, input, { caller, request }) => {
	const name = input.text("QueueName");
	const owner = input.maybeText("QueueOwnerAWSAccountId");
	input.end();
	const queue = desk.queues.find(name);
	if (!queue || (owner !== undefined && owner !== desk.context.account)) throw refuse.noQueue();
	guard(desk.context, queue, caller, "GetQueueUrl");
	return { QueueUrl: queueUrl(desk.baseUrl(request), desk.context.account, name) };
};

export const listQueues: Operation = async (desk, input, { caller, request }) => {
	const prefix = input.maybeText("QueueNamePrefix") ?? "";
	const max = input.whole("MaxResults", 1, 1000);
	const after = Buffer.from(input.maybeText("NextToken") ?? "", "base64").toString();
	input.end();
	desk.context.authorize({ caller, action: "sqs:ListQueues", resource: desk.queues.arnOf("*") });
	const names = namesOf(desk.queues.all()).filter((name) => name.startsWith(prefix) && name > after);
	return page(names, max, (name) => queueUrl(desk.baseUrl(request), desk.context.account, name), "QueueUrls");
};

export const listDeadLetterSourceQueues: Operation = async (desk, input, { caller, request }) => {
	const queue = desk.queues.byUrl(input.text("QueueUrl"));
	const max = input.whole("MaxResults", 1, 1000);
	const after = Buffer.from(input.maybeText("NextToken") ?? "", "base64").toString();
	input.end();
	guard(desk.context, queue, caller, "ListDeadLetterSourceQueues");
	const sources = desk.queues
		.all()
		.filter((other) => other.settings.redrive?.deadLetterTargetArn === queue.arn);
	const names = namesOf(sources).filter((name) => name > after);
	return page(names, max, (name) => queueUrl(desk.baseUrl(request), desk.context.account, name), "queueUrls");
};

export const getQueueAttributes: Operation = async (desk, input, { caller }) => {
	const queue = desk.queues.byUrl(input.text("QueueUrl"));
	const names = input.texts("AttributeNames") ?? [];
	input.end();
	guard(desk.context, queue, caller, "GetQueueAttributes");
	await inTurn(desk, queue, () => desk.queues.expire(queue));
	const all = {
		...withDefaults(queue.record.attributes),
		...observed(desk.queues, queue, desk.context.clock.now()),
	};
	const known = [...queueAttributeNames, ...Object.keys(all), "All"];
	const unknown = names.find((name) => !known.includes(name));
	if (unknown !== undefined) throw refuse.attributeName(unknown);
	const shown = Object.entries(all).filter(([name]) => names.includes("All") || names.includes(name));
	return shown.length === 0 ? {} : { Attributes: Object.fromEntries(shown) };
};

export const setQueueAttributes: Operation = async (desk, input, { caller }) => {
	const queue = desk.queues.byUrl(input.text("QueueUrl"));
	const attributes = readTexts(input.inner("Attributes"));
	input.end();
	guard(desk.context, queue, caller, "SetQueueAttributes");
	parseQueueAttributes({ ...(queue.settings.fifo ? { FifoQueue: "true" } : {}), ...attributes });
	const { name, tags } = queue.record;
	await defineQueue(desk.context, desk.queues, name, { ...queue.record.attributes, ...attributes }, tags);
	return {};
};

export const listQueueTags: Operation = async (desk, input, { caller }) => {
	const queue = desk.queues.byUrl(input.text("QueueUrl"));
	input.end();
	guard(desk.context, queue, caller, "ListQueueTags");
	return { Tags: queue.record.tags };
};

export const tagQueue: Operation = async (desk, input, { caller }) => {
	const queue = desk.queues.byUrl(input.text("QueueUrl"));
	const tags = readTexts(input.inner("Tags"));
	input.end();
	guard(desk.context, queue, caller, "TagQueue");
	await desk.queues.save({ ...queue.record, tags: { ...queue.record.tags, ...tags } });
	return {};
};

export const untagQueue: Operation = async (desk, input, { caller }) => {
	const queue = desk.queues.byUrl(input.text("QueueUrl"));
	const gone = input.texts("TagKeys") ?? [];
	input.end();
	guard(desk.context, queue, caller, "UntagQueue");
	const tags = Object.fromEntries(Object.entries(queue.record.tags).filter(([key]) => !gone.includes(key)));
	await desk.queues.save({ ...queue.record, tags });
	return {};
};

function observed(queues: Queues, queue: Queue, now: number): Record<string, string> {
	let visible = 0;
	let delayed = 0;
	let out = 0;
	for (const message of queue.messages.values()) {
		if (message.visibleAt <= now) visible += 1;
		else if (message.receipt === undefined) delayed += 1;
		else out += 1;
	}
	return {
		QueueArn: queues.arnOf(queue.record.name),
		CreatedTimestamp: String(Math.floor(queue.record.createdAt / 1000)),
		LastModifiedTimestamp: String(Math.floor(queue.record.modifiedAt / 1000)),
		ApproximateNumberOfMessages: String(visible),
		ApproximateNumberOfMessagesDelayed: String(delayed),
		ApproximateNumberOfMessagesNotVisible: String(out),
	};
}

const namesOf = (queues: readonly Queue[]) => queues.map((queue) => queue.record.name).sort();

function page(
	names: readonly string[],
	max: number | undefined,
	show: (name: string) => string,
	member: string,
) {
	const shown = names.slice(0, max ?? 1000);
	const last = shown.at(-1);
	if (last === undefined) return {};
	const more = max !== undefined && names.length > shown.length;
	return {
		[member]: shown.map(show),
		...(more ? { NextToken: Buffer.from(last).toString("base64") } : {}),
	};
}

function readTexts(input: Members | undefined): Record<string, string> {
	return Object.fromEntries((input?.unread() ?? []).map((name) => [name, input?.text(name) ?? ""]));
}
