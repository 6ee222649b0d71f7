import type { Construct } from "constructs";
import { allow } from "../allow.ts";
import type { Deployment } from "../deployment.ts";
import { openPepper } from "../permissions.ts";
import type { DataStack } from "../stacks/data.ts";
import { StageFunction } from "../stage-function.ts";

/** Says who asks: API Gateway calls it with a request's credential and keeps the answer for a minute. */
export class Authorize extends StageFunction {
	constructor(scope: Construct, deployment: Deployment, { tables, envelopeKey }: DataStack) {
		super(scope, "Authorize", {
			stage: "authorize",
			deployment,
			description: "Finds the tenant and role of a credential",
			environment: { CREDENTIALS_TABLE: tables.credentials.tableName, ENVELOPE_KEY: envelopeKey.keyArn },
			statements: [
				allow(["dynamodb:GetItem"], [tables.credentials.tableArn]),
				openPepper(envelopeKey.keyArn),
			],
			memory: 512,
			seconds: 5,
		});
	}
}
