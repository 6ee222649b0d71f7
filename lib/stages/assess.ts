import type { Construct } from "constructs";
import { allow } from "../allow.ts";
import { consumeQueue } from "../consume.ts";
import type { Deployment } from "../deployment.ts";
import { openUnder, receiveFrom, sendTo } from "../permissions.ts";
import type { DataStack } from "../stacks/data.ts";
import { StageFunction } from "../stage-function.ts";
import type { WorkQueue } from "../work-queue.ts";

/** Time that one slice of an assessment has, in seconds. */
export const ASSESS_SECONDS = 300;

/** Assesses the controls of a framework and puts the report into the locked bucket. */
export class Assess extends StageFunction {
	constructor(scope: Construct, deployment: Deployment, data: DataStack, work: WorkQueue) {
		const { ledger, keys, tenants, watch, incidents, reports } = data.tables;
		super(scope, "Assess", {
			stage: "assess",
			deployment,
			description: "Assesses controls and writes reports",
			environment: {
				LEDGER_TABLE: ledger.tableName,
				KEYS_TABLE: keys.tableName,
				TENANTS_TABLE: tenants.tableName,
				WATCH_TABLE: watch.tableName,
				INCIDENTS_TABLE: incidents.tableName,
				REPORTS_TABLE: reports.tableName,
				REPORTS_BUCKET: data.reports.bucketName,
				ASSESS_QUEUE: work.queue.queueUrl,
			},
			statements: [
				receiveFrom(work.queue),
				sendTo(work.queue),
				allow(
					["dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query"],
					[ledger.tableArn, keys.tableArn, watch.tableArn, incidents.tableArn],
				),
				// The one way to find every tenant.
				allow(["dynamodb:GetItem", "dynamodb:Query", "dynamodb:Scan"], [tenants.tableArn]),
				allow(
					["dynamodb:GetItem", "dynamodb:Query", "dynamodb:PutItem", "dynamodb:UpdateItem"],
					[reports.tableArn],
				),
				openUnder(data.envelopeKey.keyArn),
				// Without the right to list, S3 answers 403 and not 404 for what is not there.
				allow(["s3:ListBucket", "s3:ListBucketVersions"], [data.reports.bucketArn]),
				allow(["s3:PutObject", "s3:GetObject", "s3:GetObjectVersion"], [data.reports.arnForObjects("*")]),
			],
			memory: 1769,
			seconds: ASSESS_SECONDS,
		});
		consumeQueue(this, work.queue, 1);
	}
}
