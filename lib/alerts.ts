import { Stack } from "aws-cdk-lib";
import { PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Subscription, SubscriptionFilter, SubscriptionProtocol, Topic } from "aws-cdk-lib/aws-sns";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import type { Config } from "./config.ts";
import { PurposeKey } from "./purpose-key.ts";
import { deadLetters, WorkQueue } from "./work-queue.ts";

/** Time that `notify` has for one batch of messages, in seconds. */
export const NOTIFY_SECONDS = 60;

/** The Alerts topic, who listens to it, and the key over alerts and the secrets of channels. */
export class Alerts extends Construct {
	readonly key: PurposeKey;
	readonly topic: Topic;
	readonly notify: WorkQueue;
	/** Alerts that SNS could not bring to a subscriber. */
	readonly undelivered: Queue;

	constructor(scope: Construct, id: string, config: Config) {
		super(scope, id);
		this.key = new PurposeKey(this, "Key", {
			config,
			description: "Audit trail: encrypts alerts and the secrets of channels",
			through: ["sns", "sqs"],
			services: ["cloudwatch", "sns"],
		});
		this.topic = new Topic(this, "Topic", {
			displayName: "Audit trail",
			masterKey: this.key,
			enforceSSL: true,
		});
		this.topic.addToResourcePolicy(
			new PolicyStatement({
				sid: "AlarmsPublish",
				principals: [new ServicePrincipal("cloudwatch.amazonaws.com")],
				actions: ["sns:Publish"],
				resources: [this.topic.topicArn],
				conditions: { StringEquals: { "aws:SourceAccount": Stack.of(this).account } },
			}),
		);
		this.undelivered = deadLetters(this, "Undelivered", this.key);
		this.notify = new WorkQueue(this, "Notify", {
			key: this.key,
			consumerSeconds: NOTIFY_SECONDS,
			attempts: 10,
		});
		this.notify.queue.addToResourcePolicy(
			new PolicyStatement({
				sid: "TopicSends",
				principals: [new ServicePrincipal("sns.amazonaws.com")],
				actions: ["sqs:SendMessage"],
				resources: [this.notify.queue.queueArn],
				conditions: { ArnEquals: { "aws:SourceArn": this.topic.topicArn } },
			}),
		);
		const subscribe = (name: string, protocol: SubscriptionProtocol, endpoint: string, more: object = {}) =>
			new Subscription(this, name, {
				topic: this.topic,
				protocol,
				endpoint,
				deadLetterQueue: this.undelivered,
				...more,
			});
		subscribe("ToNotify", SubscriptionProtocol.SQS, this.notify.queue.queueArn, {
			rawMessageDelivery: true,
			// CloudWatch's alarms carry no attributes: they are for people, not for tenants' webhooks.
			filterPolicy: { tenant: SubscriptionFilter.existsFilter() },
		});
		for (const [index, address] of config.alertEmails.entries())
			subscribe(`Email${index}`, SubscriptionProtocol.EMAIL, address);
		for (const [index, phone] of config.alertPhones.entries())
			subscribe(`Phone${index}`, SubscriptionProtocol.SMS, phone, {
				filterPolicy: { severity: SubscriptionFilter.stringFilter({ allowlist: ["high", "critical"] }) },
			});
	}
}
