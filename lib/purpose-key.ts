import { Duration, RemovalPolicy, Stack } from "aws-cdk-lib";
import { AnyPrincipal, PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Key, type KeyProps } from "aws-cdk-lib/aws-kms";
import type { Construct } from "constructs";
import type { Config } from "./config.ts";

interface PurposeKeyProps {
	config: Config;
	description: string;
	/** Services through which this project's roles may use the key; what they may reach there, their roles say. */
	through?: readonly ("dynamodb" | "sns" | "sqs")[];
	/** Services that use the key by themselves, for this account only. */
	services?: readonly ("cloudwatch" | "logs" | "scheduler" | "sns" | "backup")[];
	spec?: Pick<KeyProps, "keySpec" | "keyUsage" | "enableKeyRotation">;
}

/** What a service needs to write and read under a key. */
const use = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncryptFrom", "kms:ReEncryptTo", "kms:GenerateDataKey"];

/**
 * A customer key for one purpose. Its policy names no role of a stack (that would tie the stacks into a circle)
 * and says every service outright, because the CDK adds none of them to a key that two stacks share.
 */
export class PurposeKey extends Key {
	constructor(scope: Construct, id: string, props: PurposeKeyProps) {
		const production = props.config.mode === "production";
		super(scope, id, {
			description: props.description,
			enableKeyRotation: true,
			pendingWindow: Duration.days(production ? 30 : 7),
			removalPolicy: production ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
			...props.spec,
		});
		const { account, region } = Stack.of(this);
		if (props.through)
			this.addToResourcePolicy(
				new PolicyStatement({
					sid: "OwnRolesThroughServices",
					principals: [new AnyPrincipal()],
					actions: [...use, "kms:DescribeKey"],
					resources: ["*"],
					conditions: {
						StringEquals: {
							"kms:CallerAccount": account,
							"kms:ViaService": props.through.map((service) => `${service}.${region}.amazonaws.com`),
						},
						// Roles get their names from stacks, whose names all begin so.
						ArnLike: { "aws:PrincipalArn": `arn:aws:iam::${account}:role/audit-trail-*` },
					},
				}),
			);
		for (const service of props.services ?? [])
			this.addToResourcePolicy(
				new PolicyStatement({
					sid: `Service${service[0]?.toUpperCase()}${service.slice(1)}`,
					principals: [
						new ServicePrincipal(
							service === "logs" ? `logs.${region}.amazonaws.com` : `${service}.amazonaws.com`,
						),
					],
					actions: [...use, "kms:DescribeKey"],
					resources: ["*"],
					conditions:
						service === "logs"
							? {
									ArnLike: {
										"kms:EncryptionContext:aws:logs:arn": `arn:aws:logs:${region}:${account}:log-group:*`,
									},
								}
							: service === "cloudwatch"
								? // An alarm's account is checked by the topic; here CloudWatch names none.
									{}
								: { StringEquals: { "aws:SourceAccount": account } },
				}),
			);
	}
}
