import type { Queue } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import { allow } from "../allow.ts";
import type { Api } from "../api.ts";
import type { Deployment } from "../deployment.ts";
import { channelSecrets, openPepper, sendTo } from "../permissions.ts";
import type { DataStack } from "../stacks/data.ts";
import { StageFunction } from "../stage-function.ts";

/** Changes settings: API keys, channels, incidents' states; asks for reports. Reads no event. */
export class Manage extends StageFunction {
	constructor(
		scope: Construct,
		deployment: Deployment,
		{ tables, envelopeKey }: DataStack,
		api: Api,
		{ alertsKeyArn, assessQueue }: { alertsKeyArn: string; assessQueue: Queue },
	) {
		super(scope, "Manage", {
			stage: "manage",
			deployment,
			description: "Changes API keys, channels and incidents; asks for reports",
			environment: {
				CREDENTIALS_TABLE: tables.credentials.tableName,
				TENANTS_TABLE: tables.tenants.tableName,
				INCIDENTS_TABLE: tables.incidents.tableName,
				REPORTS_TABLE: tables.reports.tableName,
				ENVELOPE_KEY: envelopeKey.keyArn,
				ALERTS_KEY: alertsKeyArn,
				ASSESS_QUEUE: assessQueue.queueUrl,
			},
			statements: [
				allow(["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"], [tables.credentials.tableArn]),
				allow(
					[
						"dynamodb:GetItem",
						"dynamodb:Query",
						"dynamodb:PutItem",
						"dynamodb:UpdateItem",
						"dynamodb:DeleteItem",
					],
					[tables.tenants.tableArn],
				),
				allow(
					["dynamodb:GetItem", "dynamodb:Query", "dynamodb:PutItem", "dynamodb:UpdateItem"],
					[tables.incidents.tableArn],
				),
				allow(["dynamodb:PutItem"], [tables.reports.tableArn]),
				openPepper(envelopeKey.keyArn),
				channelSecrets("kms:Encrypt", alertsKeyArn),
				sendTo(assessQueue),
			],
			memory: 512,
			seconds: 20,
		});
		api.route("POST /v1/incidents/{id}/transitions", this);
		api.route("POST /v1/reports", this);
		api.route("GET /v1/keys", this);
		api.route("POST /v1/keys", this);
		api.route("DELETE /v1/keys/{id}", this);
		api.route("GET /v1/channels", this);
		api.route("PUT /v1/channels/{name}", this);
		api.route("DELETE /v1/channels/{name}", this);
	}
}
