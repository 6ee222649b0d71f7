const statement = (...actions: string[]) => ({
	Version: "2012-10-17",
	Statement: [{ Effect: "Allow", Action: actions, Resource: "*" }],
});

const logs = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"];

/**
 * Policies that AWS keeps, by what follows `arn:aws:iam::aws:policy/`, with the documents of AWS's
 * "Managed Policy Reference Guide". A role that names another one is refused.
 */
export const awsManagedPolicies: Readonly<Record<string, unknown>> = {
	"service-role/AWSLambdaBasicExecutionRole": statement(...logs),
	"service-role/AWSLambdaVPCAccessExecutionRole": statement(
		...logs,
		"ec2:CreateNetworkInterface",
		"ec2:DescribeNetworkInterfaces",
		"ec2:DescribeSubnets",
		"ec2:DeleteNetworkInterface",
		"ec2:AssignPrivateIpAddresses",
		"ec2:UnassignPrivateIpAddresses",
	),
	"service-role/AWSLambdaDynamoDBExecutionRole": statement(
		"dynamodb:DescribeStream",
		"dynamodb:GetRecords",
		"dynamodb:GetShardIterator",
		"dynamodb:ListStreams",
		...logs,
	),
	"service-role/AWSLambdaSQSQueueExecutionRole": statement(
		"sqs:ReceiveMessage",
		"sqs:DeleteMessage",
		"sqs:GetQueueAttributes",
		...logs,
	),
	"service-role/AmazonAPIGatewayPushToCloudWatchLogs": statement(
		...logs,
		"logs:DescribeLogGroups",
		"logs:DescribeLogStreams",
		"logs:GetLogEvents",
		"logs:FilterLogEvents",
	),
	AWSXRayDaemonWriteAccess: statement(
		"xray:PutTraceSegments",
		"xray:PutTelemetryRecords",
		"xray:GetSamplingRules",
		"xray:GetSamplingTargets",
		"xray:GetSamplingStatisticSummaries",
	),
};

/** The document of a policy that AWS keeps. */
export function awsManagedPolicy(arn: string): unknown {
	const name = /^arn:aws[a-z-]*:iam::aws:policy\/(.+)$/.exec(arn)?.[1];
	return name !== undefined && Object.hasOwn(awsManagedPolicies, name) ? awsManagedPolicies[name] : undefined;
}
