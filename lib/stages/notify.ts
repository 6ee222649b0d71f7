import type { Construct } from "constructs";
import { type Alerts, NOTIFY_SECONDS } from "../alerts.ts";
import { allow } from "../allow.ts";
import { consumeQueue } from "../consume.ts";
import type { Deployment } from "../deployment.ts";
import { channelSecrets, receiveFrom } from "../permissions.ts";
import type { DataStack } from "../stacks/data.ts";
import { StageFunction } from "../stage-function.ts";

/** Brings alerts to a tenant's webhooks, once each. */
export class Notify extends StageFunction {
	constructor(scope: Construct, deployment: Deployment, { tables }: DataStack, alerts: Alerts) {
		super(scope, "Notify", {
			stage: "notify",
			deployment,
			description: "Brings alerts to webhooks",
			environment: {
				TENANTS_TABLE: tables.tenants.tableName,
				INCIDENTS_TABLE: tables.incidents.tableName,
				ALERTS_KEY: alerts.key.keyArn,
				NOTIFY_QUEUE: alerts.notify.queue.queueUrl,
				// A trial's receivers may run on the same machine.
				ALLOW_PRIVATE_WEBHOOKS: String(deployment.config.mode === "trial"),
			},
			statements: [
				receiveFrom(alerts.notify.queue),
				// Updates: a channel whose receiver answers 410 is switched off.
				allow(["dynamodb:Query", "dynamodb:UpdateItem"], [tables.tenants.tableArn]),
				allow(["dynamodb:GetItem", "dynamodb:PutItem"], [tables.incidents.tableArn]),
				channelSecrets("kms:Decrypt", alerts.key.keyArn),
			],
			memory: 512,
			seconds: NOTIFY_SECONDS,
			reachesInternet: true,
		});
		consumeQueue(this, alerts.notify.queue, 10);
	}
}
