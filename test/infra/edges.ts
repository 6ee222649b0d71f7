import type { Placed } from "../../checks/template.ts";
import type { Account } from "./account.ts";
import { ACCOUNT, REGION } from "./physical.ts";

/** One way on which an AWS service must get through, or what stands in it. */
interface Edge {
	name: string;
	open: boolean;
}

/**
 * Every edge between services that the template needs and that a synthesis does not prove: who delivers where, and
 * under which key. A missing one deploys well and then drops alarms, dead letters or logs in silence.
 */
export function edges(account: Account): Edge[] {
	return [
		...alarms(account),
		...logs(account),
		...schedules(account),
		...subscriptions(account),
		...routes(account),
		...mappings(account),
		...accessLogs(account),
		...functionRoles(account),
	];
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");

function alarms(account: Account): Edge[] {
	return account.physical.of("AWS::CloudWatch::Alarm").flatMap((alarm) => {
		const actions = [account.physical.properties(alarm)["AlarmActions"] ?? []].flat().map(text);
		const cloudwatch = account.service("cloudwatch.amazonaws.com", `arn:of:${alarm.logicalId}`);
		return [
			{ name: `${alarm.logicalId} has an action`, open: actions.length > 0 },
			...actions.map((topic) => ({
				name: `${alarm.logicalId} → topic`,
				open: cloudwatch.may("sns:Publish", topic),
			})),
			...actions.flatMap((topic) =>
				keyEdges(`${alarm.logicalId} → topic's key`, keyOf(account, topic), (action, key) =>
					// CloudWatch names no account to KMS.
					account.service("cloudwatch.amazonaws.com").may(action, key, { "aws:SourceAccount": [] }),
				),
			),
		];
	});
}

function logs(account: Account): Edge[] {
	return account.physical.of("AWS::Logs::LogGroup").flatMap((group) => {
		const arn = account.physical.attribute(group, "Arn").replace(/:\*$/, "");
		return keyEdges(
			`${group.logicalId} → key`,
			text(account.physical.properties(group)["KmsKeyId"]),
			(action, key) =>
				account
					.service(`logs.${REGION}.amazonaws.com`)
					.may(action, key, { "kms:EncryptionContext:aws:logs:arn": arn }),
		);
	});
}

function schedules(account: Account): Edge[] {
	return account.physical.of("AWS::Scheduler::Schedule").flatMap((schedule) => {
		const target = Object(account.physical.properties(schedule)["Target"]);
		const role = roleByArn(account, text(target.RoleArn));
		return [
			{
				name: `Scheduler → role of ${schedule.logicalId}`,
				open: account.trusts("scheduler.amazonaws.com", text(target.RoleArn)),
			},
			...[target.Arn, target.DeadLetterConfig?.Arn].flatMap((queue) => [
				{ name: `${schedule.logicalId} → queue`, open: role.may("sqs:SendMessage", text(queue)) },
				...keyEdges(`${schedule.logicalId} → queue's key`, keyOf(account, text(queue)), (action, key) =>
					role.mayThrough("sqs", action, key),
				),
				...keyEdges(`Scheduler → key of ${schedule.logicalId}`, keyOf(account, text(queue)), (action, key) =>
					account.service("scheduler.amazonaws.com").may(action, key),
				),
			]),
		];
	});
}

function subscriptions(account: Account): Edge[] {
	return account.physical.of("AWS::SNS::Subscription").flatMap((subscription) => {
		const { TopicArn, Protocol, Endpoint, RedrivePolicy } = {
			TopicArn: "",
			Protocol: "",
			Endpoint: "",
			RedrivePolicy: {},
			...account.physical.properties(subscription),
		};
		const sns = account.service("sns.amazonaws.com", TopicArn);
		const deadLetters = text(Object(RedrivePolicy).deadLetterTargetArn);
		const queues = [...(Protocol === "sqs" ? [Endpoint] : []), deadLetters];
		return queues.flatMap((queue) => [
			{ name: `${subscription.logicalId} → queue`, open: sns.may("sqs:SendMessage", queue) },
			...keyEdges(`${subscription.logicalId} → queue's key`, keyOf(account, queue), sns.may),
		]);
	});
}

function routes(account: Account): Edge[] {
	const api = account.physical.of("AWS::ApiGateway::RestApi")[0];
	const from = (rest: string) =>
		account.service(
			"apigateway.amazonaws.com",
			`arn:aws:execute-api:${REGION}:${ACCOUNT}:${api ? account.physical.reference(api) : ""}/${rest}`,
		);
	const functionIn = (uri: unknown) =>
		text(uri)
			.split("/functions/")[1]
			?.replace(/\/invocations$/, "") ?? "";
	return [
		...account.physical.of("AWS::ApiGateway::Method").map((method) => ({
			name: `API → function of ${method.logicalId}`,
			open: from("live/GET/v1/any").may(
				"lambda:InvokeFunction",
				functionIn(Object(account.physical.properties(method)["Integration"]).Uri),
			),
		})),
		...account.physical.of("AWS::ApiGateway::Authorizer").map((authorizer) => ({
			name: "API → authorizer",
			open: from(`authorizers/${account.physical.reference(authorizer)}`).may(
				"lambda:InvokeFunction",
				functionIn(account.physical.properties(authorizer)["AuthorizerUri"]),
			),
		})),
		...account.physical.of("AWS::ApiGateway::Account").map((settings) => ({
			name: "API Gateway → log role",
			open: account.trusts(
				"apigateway.amazonaws.com",
				text(account.physical.properties(settings)["CloudWatchRoleArn"]),
			),
		})),
	];
}

function mappings(account: Account): Edge[] {
	return account.physical.of("AWS::Lambda::EventSourceMapping").flatMap((mapping) => {
		const { EventSourceArn, FunctionName, DestinationConfig } = {
			EventSourceArn: "",
			FunctionName: "",
			DestinationConfig: undefined,
			...account.physical.properties(mapping),
		};
		const consumer = account.physical
			.of("AWS::Lambda::Function")
			.find((candidate) => account.physical.reference(candidate) === FunctionName);
		const role = roleByArn(account, consumer ? text(account.physical.properties(consumer)["Role"]) : "");
		const failures = text(Object(DestinationConfig).OnFailure?.Destination);
		const stream = EventSourceArn.includes(":dynamodb:");
		const reads = stream
			? ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"]
			: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"];
		return [
			...reads.map((action) => ({
				name: `${mapping.logicalId} → ${action}`,
				open: role.may(action, EventSourceArn),
			})),
			...keyEdges(`${mapping.logicalId} → source's key`, keyOf(account, EventSourceArn), (action, key) =>
				role.mayThrough(stream ? "dynamodb" : "sqs", action, key),
			),
			...(stream
				? [
						{ name: `${mapping.logicalId} → failures`, open: role.may("sqs:SendMessage", failures) },
						...keyEdges(`${mapping.logicalId} → failures' key`, keyOf(account, failures), (action, key) =>
							role.mayThrough("sqs", action, key),
						),
					]
				: []),
		];
	});
}

function accessLogs(account: Account): Edge[] {
	return account.physical.of("AWS::S3::Bucket").flatMap((bucket) => {
		const logging = Object(account.physical.properties(bucket)["LoggingConfiguration"]);
		if (logging.DestinationBucketName === undefined) return [];
		const target = account.physical
			.of("AWS::S3::Bucket")
			.find((candidate) => account.physical.reference(candidate) === logging.DestinationBucketName);
		const arn = target ? account.physical.attribute(target, "Arn") : "";
		return [
			{
				name: `${bucket.logicalId} → access logs`,
				open: account
					.service("logging.s3.amazonaws.com", account.physical.attribute(bucket, "Arn"))
					.may("s3:PutObject", `${arn}/${logging.LogFilePrefix}2026`),
			},
		];
	});
}

const functionRoles = (account: Account): Edge[] =>
	account.physical.of("AWS::Lambda::Function").map((one) => ({
		name: `Lambda → role of ${one.logicalId}`,
		open: account.trusts("lambda.amazonaws.com", text(account.physical.properties(one)["Role"])),
	}));

/** The key over a queue, topic or table (of whose ARN the stream's is longer). */
function keyOf(account: Account, arn: string): string {
	const owner = account.physical.all.find(
		(placed: Placed) =>
			/^AWS::(SQS::Queue|SNS::Topic|DynamoDB::GlobalTable)$/.test(placed.resource.Type) &&
			[arn, arn.split("/stream/")[0]].includes(account.physical.attribute(placed, "Arn")),
	);
	const { KmsMasterKeyId, Replicas } = Object(owner ? account.physical.properties(owner) : {});
	return text(KmsMasterKeyId ?? Object([Replicas].flat()[0]).SSESpecification?.KMSMasterKeyId);
}

const keyEdges = (name: string, key: string, may: (action: string, key: string) => boolean): Edge[] =>
	["kms:Decrypt", "kms:GenerateDataKey"].map((action) => ({
		name: `${name} (${action})`,
		open: key !== "" && may(action, key),
	}));

function roleByArn(account: Account, arn: string) {
	const role = account.physical
		.of("AWS::IAM::Role")
		.find((candidate) => account.physical.attribute(candidate, "Arn") === arn);
	if (!role) throw new Error(`there is no role ${arn}`);
	return account.role(role.logicalId.replace(/[0-9A-F]{8}$/, ""));
}
