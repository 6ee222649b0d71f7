import { RemovalPolicy, Stack, type StackProps } from "aws-cdk-lib";
import { CfnAccount } from "aws-cdk-lib/aws-apigateway";
import { ManagedPolicy, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { Construct } from "constructs";
import { allow } from "../allow.ts";

/** What an account has once: the role by which API Gateway writes logs. Without it every access log stays off. */
export class AccountStack extends Stack {
	constructor(scope: Construct, id: string, props: StackProps) {
		super(scope, id, props);
		const policy = new ManagedPolicy(this, "ApiLogPolicy", {
			description: "API Gateway writes its logs",
			statements: [
				// API Gateway tries these on the account, whatever the log group.
				allow(
					[
						"logs:CreateLogGroup",
						"logs:CreateLogStream",
						"logs:DescribeLogGroups",
						"logs:DescribeLogStreams",
						"logs:PutLogEvents",
						"logs:GetLogEvents",
						"logs:FilterLogEvents",
					],
					["*"],
				),
			],
		});
		const role = new Role(this, "ApiLogRole", {
			assumedBy: new ServicePrincipal("apigateway.amazonaws.com"),
			managedPolicies: [policy],
		});
		// Other APIs of the account may have come to rely on it.
		policy.applyRemovalPolicy(RemovalPolicy.RETAIN);
		role.applyRemovalPolicy(RemovalPolicy.RETAIN);
		new CfnAccount(this, "Account", { cloudWatchRoleArn: role.roleArn });
	}
}
