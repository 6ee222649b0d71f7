import type { Construct } from "constructs";
import { allow } from "../allow.ts";
import type { Api } from "../api.ts";
import type { Deployment } from "../deployment.ts";
import { sealUnder } from "../permissions.ts";
import type { DataStack } from "../stacks/data.ts";
import { StageFunction } from "../stage-function.ts";

/** Seals a request's events into one segment and appends it. The one role that puts into the ledger. */
export class Ingest extends StageFunction {
	constructor(scope: Construct, deployment: Deployment, data: DataStack, api: Api) {
		const { ledger, keys, requests, tenants } = data.tables;
		super(scope, "Ingest", {
			stage: "ingest",
			deployment,
			description: "Seals events and appends them to the ledger",
			environment: {
				LEDGER_TABLE: ledger.tableName,
				KEYS_TABLE: keys.tableName,
				REQUESTS_TABLE: requests.tableName,
				TENANTS_TABLE: tenants.tableName,
				ENVELOPE_KEY: data.envelopeKey.keyArn,
				RETENTION_DAYS: String(deployment.config.retentionDays),
			},
			statements: [
				allow(["dynamodb:PutItem", "dynamodb:Query"], [ledger.tableArn]),
				allow(["dynamodb:PutItem", "dynamodb:UpdateItem"], [requests.tableArn]),
				allow(["dynamodb:PutItem", "dynamodb:GetItem", "dynamodb:BatchGetItem"], [keys.tableArn]),
				// Registers a lane, once.
				allow(["dynamodb:PutItem"], [tenants.tableArn]),
				sealUnder(data.envelopeKey.keyArn),
			],
			memory: 1769,
			seconds: 20,
		});
		api.route("POST /v1/events", this);
	}
}
