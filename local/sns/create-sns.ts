import { Members } from "../members.ts";
import type { AwsRequest, AwsResponse, LocalContext, Service } from "../service.ts";
import { strike } from "../strike.ts";
import { writeXml } from "../xml/write-xml.ts";
import { Deliveries } from "./deliveries.ts";
import type { Desk, Operation } from "./desk.ts";
import { readForm } from "./form.ts";
import { mayPublish, publish } from "./publish.ts";
import { publishBatch, publishMessage } from "./publish-operations.ts";
import { refuse } from "./refuse.ts";
import * as subscription from "./subscription-operations.ts";
import { subscriptionProvider } from "./subscription-provider.ts";
import * as topic from "./topic-operations.ts";
import { topicPolicyProvider } from "./topic-policy-provider.ts";
import { topicProvider } from "./topic-provider.ts";
import { Topics } from "./topics.ts";

const operations: Readonly<Record<string, Operation>> = {
	CreateTopic: topic.createTopic,
	DeleteTopic: topic.deleteTopic,
	GetTopicAttributes: topic.getTopicAttributes,
	SetTopicAttributes: topic.setTopicAttributes,
	ListTopics: topic.listTopics,
	ListTagsForResource: topic.listTagsForResource,
	TagResource: topic.tagResource,
	Subscribe: subscription.subscribe,
	ConfirmSubscription: subscription.confirmSubscription,
	Unsubscribe: subscription.unsubscribe,
	ListSubscriptions: subscription.listSubscriptions,
	ListSubscriptionsByTopic: subscription.listSubscriptionsByTopic,
	GetSubscriptionAttributes: subscription.getSubscriptionAttributes,
	SetSubscriptionAttributes: subscription.setSubscriptionAttributes,
	Publish: publishMessage,
	PublishBatch: publishBatch,
};

/** SNS of the local cloud: standard topics by the query protocol, with deliveries that survive `kill -9`. */
export async function createSns(context: LocalContext): Promise<Service> {
	const topics = await Topics.open(context);
	const deliveries = await Deliveries.open(context, topics);
	const desk: Desk = { context, topics, deliveries };
	context.links.publish = async ({ topicArn, subject, message, from }) => {
		const found = topics.byArn(topicArn);
		await mayPublish(context, found, from);
		await publish(desk, found, { message, attributes: {}, ...(subject === undefined ? {} : { subject }) });
	};
	return {
		names: ["sns"],
		handle: (request) => handle(desk, request),
		resources: [topicProvider(desk), topicPolicyProvider(desk), subscriptionProvider(desk)],
		start: async () => deliveries.start(),
		stop: () => deliveries.stop(),
	};
}

async function handle(desk: Desk, request: AwsRequest): Promise<AwsResponse> {
	const name = request.operation ?? "";
	const operation = operations[name];
	if (!operation)
		throw refuse.unsupported(
			`${name || "a call without Action"} is not honoured by the local cloud's SNS; it takes ${Object.keys(operations).join(", ")}`,
		);
	await strike(desk.context, "sns", name);
	const input = new Members(readForm(request.body), name, refuse.parameter);
	const result = await operation(desk, input, request.caller);
	const body = writeXml({
		...(result === undefined ? {} : { [`${name}Result`]: result }),
		ResponseMetadata: { RequestId: request.requestId },
	});
	return {
		status: 200,
		headers: { "content-type": "text/xml" },
		body: `<${name}Response xmlns="http://sns.amazonaws.com/doc/2010-03-31/">${body}</${name}Response>`,
	};
}
