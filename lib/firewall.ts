import { RemovalPolicy, Stack } from "aws-cdk-lib";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import { CfnLoggingConfiguration, CfnWebACL, CfnWebACLAssociation } from "aws-cdk-lib/aws-wafv2";
import { Construct } from "constructs";
import type { Api } from "./api.ts";
import type { Deployment } from "./deployment.ts";

/** Requests that one address may make in five minutes. */
const RATE_PER_ADDRESS = 10_000;

const visibility = (metricName: string): CfnWebACL.VisibilityConfigProperty => ({
	metricName,
	cloudWatchMetricsEnabled: true,
	// A sample would hold headers and paths of requests.
	sampledRequestsEnabled: false,
});

const managed = (priority: number, name: string, action: "block" | "count"): CfnWebACL.RuleProperty => ({
	name,
	priority,
	statement: { managedRuleGroupStatement: { vendorName: "AWS", name } },
	overrideAction: action === "block" ? { none: {} } : { count: {} },
	visibilityConfig: visibility(name),
});

/** Blocks by rate and reputation. Rules on bodies only count: audit events quote the attacks that they record. */
export class Firewall extends Construct {
	constructor(scope: Construct, id: string, { deployment, api }: { deployment: Deployment; api: Api }) {
		super(scope, id);
		const acl = new CfnWebACL(this, "Acl", {
			scope: "REGIONAL",
			defaultAction: { allow: {} },
			visibilityConfig: visibility("Firewall"),
			rules: [
				{
					name: "Rate",
					priority: 0,
					statement: { rateBasedStatement: { limit: RATE_PER_ADDRESS, aggregateKeyType: "IP" } },
					action: { block: {} },
					visibilityConfig: visibility("Rate"),
				},
				managed(1, "AWSManagedRulesAmazonIpReputationList", "block"),
				managed(2, "AWSManagedRulesCommonRuleSet", "count"),
			],
		});
		new CfnWebACLAssociation(this, "Association", {
			resourceArn: api.rest.deploymentStage.stageArn,
			webAclArn: acl.attrArn,
		});
		const production = deployment.config.mode === "production";
		const logs = new LogGroup(this, "Logs", {
			// WAF writes only to groups whose names begin so.
			logGroupName: `aws-waf-logs-audit-trail-${deployment.config.stage}`,
			encryptionKey: deployment.operationsKey,
			retention: production ? RetentionDays.THIRTEEN_MONTHS : RetentionDays.ONE_MONTH,
			removalPolicy: production ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
		});
		new CfnLoggingConfiguration(this, "Logging", {
			resourceArn: acl.attrArn,
			logDestinationConfigs: [
				Stack.of(this).formatArn({ service: "logs", resource: `log-group:${logs.logGroupName}` }),
			],
			redactedFields: [{ singleHeader: { Name: "authorization" } }],
		});
	}
}
