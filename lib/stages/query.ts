import { Stack } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { allow } from "../allow.ts";
import type { Api } from "../api.ts";
import type { Deployment } from "../deployment.ts";
import { ReadSession } from "../read-session.ts";
import type { DataStack } from "../stacks/data.ts";
import { StageFunction } from "../stage-function.ts";

/** Answers reads. Its own role reaches no table, key or bucket: it takes a session that is held to one tenant. */
export class Query extends StageFunction {
	constructor(scope: Construct, deployment: Deployment, data: DataStack, api: Api) {
		const roleName = `audit-trail-${deployment.config.stage}-read`;
		const roleArn = `arn:aws:iam::${Stack.of(scope).account}:role/${roleName}`;
		const { tables } = data;
		super(scope, "Query", {
			stage: "query",
			deployment,
			description: "Answers reads by a session that can touch one tenant only",
			environment: {
				READ_SESSION_ROLE: roleArn,
				LEDGER_TABLE: tables.ledger.tableName,
				KEYS_TABLE: tables.keys.tableName,
				TENANTS_TABLE: tables.tenants.tableName,
				WATCH_TABLE: tables.watch.tableName,
				INCIDENTS_TABLE: tables.incidents.tableName,
				REPORTS_TABLE: tables.reports.tableName,
				REPORTS_BUCKET: data.reports.bucketName,
			},
			statements: [allow(["sts:AssumeRole", "sts:TagSession"], [roleArn])],
			memory: 1024,
			seconds: 20,
		});
		const session = new ReadSession(this, "Session", { roleName, assumedBy: this.role.roleArn, data });
		// The role must stand before a request can need it.
		this.function.node.addDependency(session);
		api.route("GET /v1/events", this);
		api.route("GET /v1/events/{ref}", this);
		api.route("GET /v1/lanes", this);
		api.route("GET /v1/segments", this, ["lane"]);
		api.route("GET /v1/incidents", this);
		api.route("GET /v1/incidents/{id}", this);
		api.route("GET /v1/reports", this);
		api.route("GET /v1/reports/{id}", this);
		api.openRoute("GET /v1/openapi.json", this);
	}
}
