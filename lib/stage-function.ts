import { Duration, RemovalPolicy } from "aws-cdk-lib";
import { ManagedPolicy, type PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Architecture, Code, Function as LambdaFunction, Runtime, Tracing } from "aws-cdk-lib/aws-lambda";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import { allow } from "./allow.ts";
import type { Deployment } from "./deployment.ts";
import type { Stage } from "./stages.ts";

export interface StageFunctionProps {
	stage: Stage;
	deployment: Deployment;
	description: string;
	/** Variables that the function reads at start; `STAGE` is always there. */
	environment: Readonly<Record<string, string>>;
	/** What the function may do; logs and traces are added. */
	statements: readonly PolicyStatement[];
	/** Longest time for one invocation, in seconds. */
	seconds: number;
	/** Memory in MB; the CPU comes in proportion (1,769 MB is one). */
	memory: number;
	/** Only where a person must know it. */
	functionName?: string;
	/** Reaches receivers on the internet, so it stays outside the private network of `isolated`. */
	reachesInternet?: boolean;
}

/** One stage's function with a role, a policy and a log group of its own. */
export class StageFunction extends Construct {
	readonly stage: Stage;
	readonly function: LambdaFunction;
	readonly role: Role;

	constructor(scope: Construct, id: string, props: StageFunctionProps) {
		super(scope, id);
		this.stage = props.stage;
		const { config, bundles, operationsKey, network } = props.deployment;
		const folder = bundles[props.stage];
		if (folder === undefined) throw new Error(`functions/${props.stage}/handler.ts does not exist`);
		const production = config.mode === "production";
		const logGroup = new LogGroup(this, "Logs", {
			encryptionKey: operationsKey,
			retention: production ? RetentionDays.THIRTEEN_MONTHS : RetentionDays.ONE_MONTH,
			removalPolicy: production ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
		});
		const inside = network && !props.reachesInternet ? network : undefined;
		const policy = new ManagedPolicy(this, "Policy", {
			description: `What the function ${props.stage} of the audit trail may do`,
			statements: [
				...props.statements,
				allow(["logs:CreateLogStream", "logs:PutLogEvents"], [logGroup.logGroupArn]),
				// X-Ray knows no resources.
				allow(["xray:PutTraceSegments", "xray:PutTelemetryRecords"], ["*"]),
				...(inside ? [inside.attachment] : []),
			],
		});
		// The policy hangs on the role, not the role on the policy: whoever waits for the role has its permissions.
		this.role = new Role(this, "Role", {
			assumedBy: new ServicePrincipal("lambda.amazonaws.com"),
			description: `Role of the function ${props.stage} of the audit trail`,
			managedPolicies: [policy],
		});
		this.function = new LambdaFunction(this, "Function", {
			...(props.functionName === undefined ? {} : { functionName: props.functionName }),
			description: props.description,
			runtime: Runtime.NODEJS_24_X,
			architecture: Architecture.ARM_64,
			code: Code.fromAsset(folder),
			handler: "handler.handler",
			memorySize: props.memory,
			timeout: Duration.seconds(props.seconds),
			role: this.role.withoutPolicyUpdates(),
			environment: { STAGE: config.stage, ...props.environment },
			logGroup,
			tracing: Tracing.ACTIVE,
			...(inside
				? { vpc: inside.vpc, vpcSubnets: inside.subnets, securityGroups: [inside.securityGroup] }
				: {}),
		});
	}
}
