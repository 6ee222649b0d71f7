import type { Construct } from "constructs";
import { allow } from "../allow.ts";
import type { Api } from "../api.ts";
import type { Deployment } from "../deployment.ts";
import type { DataStack } from "../stacks/data.ts";
import { StageFunction } from "../stage-function.ts";

/** Says to anybody whether the parts work, and what to do where one does not. Reads no event. */
export class Health extends StageFunction {
	constructor(scope: Construct, deployment: Deployment, { tables, envelopeKey }: DataStack, api: Api) {
		super(scope, "Health", {
			stage: "health",
			deployment,
			description: "Says whether the parts work",
			environment: {
				LEDGER_TABLE: tables.ledger.tableName,
				WATCH_TABLE: tables.watch.tableName,
				ENVELOPE_KEY: envelopeKey.keyArn,
			},
			statements: [
				allow(["dynamodb:DescribeTable"], [tables.ledger.tableArn]),
				allow(["dynamodb:Query"], [tables.watch.tableArn]),
				allow(["kms:DescribeKey"], [envelopeKey.keyArn]),
			],
			memory: 512,
			seconds: 10,
		});
		api.openRoute("GET /v1/health", this);
	}
}
