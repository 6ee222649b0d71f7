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

/** Watches every change of the ledger: a removal or an unlogged change is tampering. The stream's other reader. */
export class Index extends StageFunction {
	constructor(
		scope: Construct,
		deployment: Deployment,
		data: DataStack,
		{ alerts, failures }: { alerts: Alerts; failures: Queue },
	) {
		const { ledger, keys, watch, incidents } = data.tables;
		super(scope, "Index", {
			stage: "index",
			deployment,
			description: "Watches the ledger for tampering",
			environment: {
				LEDGER_TABLE: ledger.tableName,
				KEYS_TABLE: keys.tableName,
				WATCH_TABLE: watch.tableName,
				INCIDENTS_TABLE: incidents.tableName,
				ALERTS_TOPIC: alerts.topic.topicArn,
				...links(deployment),
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
			memory: 512,
			seconds: 60,
		});
		// No filter: it is the changes that nobody should make which it waits for.
		consumeStream(this, { streamArn: streamOf(ledger), failures });
	}
}
