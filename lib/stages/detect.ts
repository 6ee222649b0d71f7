import type { Queue } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import type { Alerts } from "../alerts.ts";
import { allow } from "../allow.ts";
import { consumeStream } from "../consume.ts";
import type { Deployment } from "../deployment.ts";
import { links } from "../links.ts";
import { openUnder, readStream, sendTo } from "../permissions.ts";
import type { DataStack } from "../stacks/data.ts";
import { StageFunction } from "../stage-function.ts";
import { streamOf } from "../stream-of.ts";

/** Judges each new segment by the rules; a finding opens an incident and an alert. One of the stream's two readers. */
export class Detect extends StageFunction {
	constructor(
		scope: Construct,
		deployment: Deployment,
		data: DataStack,
		{ alerts, failures }: { alerts: Alerts; failures: Queue },
	) {
		const { ledger, keys, watch, incidents } = data.tables;
		const { maxLoginAttempts, alertThresholdSeconds } = deployment.config;
		super(scope, "Detect", {
			stage: "detect",
			deployment,
			description: "Judges new segments by the rules",
			environment: {
				LEDGER_TABLE: ledger.tableName,
				KEYS_TABLE: keys.tableName,
				WATCH_TABLE: watch.tableName,
				INCIDENTS_TABLE: incidents.tableName,
				ALERTS_TOPIC: alerts.topic.topicArn,
				...links(deployment),
				MAX_LOGIN_ATTEMPTS: String(maxLoginAttempts),
				ALERT_THRESHOLD_SECONDS: String(alertThresholdSeconds),
			},
			statements: [
				...readStream(streamOf(ledger)),
				sendTo(failures),
				allow(["dynamodb:Query"], [ledger.tableArn]),
				allow(["dynamodb:GetItem", "dynamodb:BatchGetItem"], [keys.tableArn]),
				allow(
					["dynamodb:GetItem", "dynamodb:Query", "dynamodb:PutItem", "dynamodb:UpdateItem"],
					[watch.tableArn, incidents.tableArn],
				),
				// Notes of alerts that are owed go once they are out.
				allow(["dynamodb:DeleteItem"], [watch.tableArn]),
				openUnder(data.envelopeKey.keyArn),
				allow(["sns:Publish"], [alerts.topic.topicArn]),
			],
			memory: 1024,
			seconds: 60,
		});
		consumeStream(this, { streamArn: streamOf(ledger), failures, filter: { eventName: ["INSERT"] } });
	}
}
