import type { Construct } from "constructs";
import type { Alerts } from "../alerts.ts";
import { allow } from "../allow.ts";
import { consumeQueue } from "../consume.ts";
import type { Deployment } from "../deployment.ts";
import { links } from "../links.ts";
import { openUnder, receiveFrom, sendTo } from "../permissions.ts";
import type { DataStack } from "../stacks/data.ts";
import { StageFunction } from "../stage-function.ts";
import type { WorkQueue } from "../work-queue.ts";

/** Time that one slice of a verification has, in seconds. */
export const VERIFY_SECONDS = 300;

/** Walks the ledger and the report bucket in slices; a break becomes an incident. */
export class Verify extends StageFunction {
	constructor(
		scope: Construct,
		deployment: Deployment,
		data: DataStack,
		{ alerts, work }: { alerts: Alerts; work: WorkQueue },
	) {
		const { ledger, keys, tenants, incidents, reports } = data.tables;
		super(scope, "Verify", {
			stage: "verify",
			deployment,
			description: "Verifies the ledger and the report bucket",
			environment: {
				LEDGER_TABLE: ledger.tableName,
				KEYS_TABLE: keys.tableName,
				TENANTS_TABLE: tenants.tableName,
				INCIDENTS_TABLE: incidents.tableName,
				REPORTS_TABLE: reports.tableName,
				REPORTS_BUCKET: data.reports.bucketName,
				ALERTS_TOPIC: alerts.topic.topicArn,
				...links(deployment),
				VERIFY_QUEUE: work.queue.queueUrl,
			},
			statements: [
				receiveFrom(work.queue),
				sendTo(work.queue),
				allow(
					["dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query"],
					[ledger.tableArn, keys.tableArn, reports.tableArn],
				),
				// The one way to find every tenant.
				allow(["dynamodb:GetItem", "dynamodb:Query", "dynamodb:Scan"], [tenants.tableArn]),
				allow(
					["dynamodb:GetItem", "dynamodb:Query", "dynamodb:PutItem", "dynamodb:UpdateItem"],
					[incidents.tableArn],
				),
				openUnder(data.envelopeKey.keyArn),
				allow(["s3:ListBucket", "s3:ListBucketVersions"], [data.reports.bucketArn]),
				allow(
					["s3:GetObject", "s3:GetObjectVersion", "s3:GetObjectRetention"],
					[data.reports.arnForObjects("*")],
				),
				allow(["sns:Publish"], [alerts.topic.topicArn]),
			],
			memory: 1769,
			seconds: VERIFY_SECONDS,
		});
		consumeQueue(this, work.queue, 1);
	}
}
