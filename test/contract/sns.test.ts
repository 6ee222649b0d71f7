import { randomUUID } from "node:crypto";
import {
	CreateTopicCommand,
	DeleteTopicCommand,
	GetSubscriptionAttributesCommand,
	GetTopicAttributesCommand,
	ListSubscriptionsByTopicCommand,
	PublishBatchCommand,
	PublishCommand,
	SNSClient,
	SubscribeCommand,
	UnsubscribeCommand,
} from "@aws-sdk/client-sns";
import {
	CreateQueueCommand,
	GetQueueAttributesCommand,
	ReceiveMessageCommand,
	SetQueueAttributesCommand,
	SQSClient,
} from "@aws-sdk/client-sqs";
import { expect, test } from "vitest";
import { createSns } from "../../local/sns/create-sns.ts";
import { createSqs } from "../../local/sqs/create-sqs.ts";
import { endpointUnderTest } from "./storage-endpoint.ts";

async function topicAndQueue(attributes: Record<string, string> = {}) {
	const endpoint = await endpointUnderTest(createSqs, createSns);
	const sns = new SNSClient(endpoint);
	const sqs = new SQSClient(endpoint);
	const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: `contract-${randomUUID()}` }));
	const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: `contract-${randomUUID()}` }));
	const { Attributes } = await sqs.send(
		new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["QueueArn"] }),
	);
	const Policy = JSON.stringify({
		Version: "2012-10-17",
		Statement: [
			{
				Effect: "Allow",
				Principal: { Service: "sns.amazonaws.com" },
				Action: "sqs:SendMessage",
				Resource: Attributes?.["QueueArn"],
				Condition: { ArnEquals: { "aws:SourceArn": TopicArn } },
			},
		],
	});
	await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
	const { SubscriptionArn } = await sns.send(
		new SubscribeCommand({
			TopicArn,
			Protocol: "sqs",
			Endpoint: Attributes?.["QueueArn"],
			Attributes: attributes,
			ReturnSubscriptionArn: true,
		}),
	);
	const receive = async () =>
		(
			await sqs.send(
				new ReceiveMessageCommand({
					QueueUrl,
					MaxNumberOfMessages: 10,
					WaitTimeSeconds: 2,
					MessageAttributeNames: ["All"],
				}),
			)
		).Messages ?? [];
	return { sns, TopicArn, SubscriptionArn, receive };
}

test("a queue gets a topic's message in its envelope, attributes included", async () => {
	const { sns, TopicArn, receive } = await topicAndQueue();
	const { MessageId } = await sns.send(
		new PublishCommand({
			TopicArn,
			Subject: "Brute force",
			Message: '{"alert": "<&>", "größe": 1}',
			MessageAttributes: { severity: { DataType: "String", StringValue: "high" } },
		}),
	);
	const [message] = await receive();
	expect(JSON.parse(message?.Body ?? "")).toMatchObject({
		Type: "Notification",
		MessageId,
		TopicArn,
		Subject: "Brute force",
		Message: '{"alert": "<&>", "größe": 1}',
		MessageAttributes: { severity: { Type: "String", Value: "high" } },
	});
});

test("raw delivery hands the text and the attributes over as they are", async () => {
	const { sns, TopicArn, receive } = await topicAndQueue({ RawMessageDelivery: "true" });
	await sns.send(
		new PublishCommand({
			TopicArn,
			Message: "plain",
			MessageAttributes: { count: { DataType: "Number", StringValue: "3" } },
		}),
	);
	const [message] = await receive();
	expect(message?.Body).toBe("plain");
	expect(message?.MessageAttributes?.["count"]?.StringValue).toBe("3");
});

test("a filter policy lets only fitting messages through", async () => {
	const { sns, TopicArn, receive } = await topicAndQueue({
		RawMessageDelivery: "true",
		FilterPolicy: JSON.stringify({ severity: ["high", { prefix: "crit" }] }),
	});
	const publish = (Message: string, severity: string) =>
		sns.send(
			new PublishCommand({
				TopicArn,
				Message,
				MessageAttributes: { severity: { DataType: "String", StringValue: severity } },
			}),
		);
	await publish("no", "low");
	await publish("yes", "critical");
	expect((await receive()).map(({ Body }) => Body)).toEqual(["yes"]);
});

test("a batch is answered entry by entry", async () => {
	const { sns, TopicArn } = await topicAndQueue();
	const answer = await sns.send(
		new PublishBatchCommand({
			TopicArn,
			PublishBatchRequestEntries: [
				{ Id: "a", Message: "one" },
				{ Id: "b", Message: "two", Subject: "a\nb" },
			],
		}),
	);
	expect(answer.Successful?.map(({ Id }) => Id)).toEqual(["a"]);
	expect(answer.Failed?.map(({ Id }) => Id)).toEqual(["b"]);
});

test("topics and subscriptions are described, listed and removed", async () => {
	const { sns, TopicArn, SubscriptionArn } = await topicAndQueue();
	const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn }));
	expect(Attributes?.["SubscriptionsConfirmed"]).toBe("1");
	const { Subscriptions } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
	expect(Subscriptions?.map((subscription) => subscription.SubscriptionArn)).toEqual([SubscriptionArn]);
	const shown = await sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
	expect(shown.Attributes?.["Protocol"]).toBe("sqs");
	await sns.send(new UnsubscribeCommand({ SubscriptionArn }));
	expect((await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }))).Subscriptions ?? []).toEqual([]);
	await sns.send(new DeleteTopicCommand({ TopicArn }));
	await expect(sns.send(new PublishCommand({ TopicArn, Message: "x" }))).rejects.toMatchObject({
		name: "NotFoundException",
	});
});
