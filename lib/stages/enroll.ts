import type { Construct } from "constructs";
import { allow } from "../allow.ts";
import type { Deployment } from "../deployment.ts";
import { sealUnder } from "../permissions.ts";
import type { DataStack } from "../stacks/data.ts";
import { StageFunction } from "../stage-function.ts";

/** Creates a tenant and its first administrator key. No route: an account administrator invokes it by name. */
export class Enroll extends StageFunction {
	constructor(scope: Construct, deployment: Deployment, { tables, envelopeKey }: DataStack) {
		super(scope, "Enroll", {
			stage: "enroll",
			deployment,
			description: "Creates a tenant and its first administrator key",
			functionName: `audit-trail-${deployment.config.stage}-enroll`,
			environment: {
				TENANTS_TABLE: tables.tenants.tableName,
				CREDENTIALS_TABLE: tables.credentials.tableName,
				KEYS_TABLE: tables.keys.tableName,
				ENVELOPE_KEY: envelopeKey.keyArn,
			},
			statements: [
				allow(["dynamodb:GetItem", "dynamodb:PutItem"], [tables.keys.tableArn]),
				allow(["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"], [tables.credentials.tableArn]),
				allow(
					["dynamodb:GetItem", "dynamodb:Query", "dynamodb:PutItem", "dynamodb:UpdateItem"],
					[tables.tenants.tableArn],
				),
				sealUnder(envelopeKey.keyArn),
			],
			memory: 512,
			seconds: 20,
		});
	}
}
