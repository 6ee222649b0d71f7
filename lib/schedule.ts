import type { IRole } from "aws-cdk-lib/aws-iam";
import { CfnSchedule } from "aws-cdk-lib/aws-scheduler";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";

interface SendProps {
	/** EventBridge Scheduler's expression, in UTC. */
	expression: string;
	queue: IQueue;
	message: object;
	role: IRole;
	deadLetters: IQueue;
}

/** Sends a message to a queue by the clock: at least once, so the consumer takes it as a hint. */
export function sendBySchedule(scope: Construct, id: string, props: SendProps): void {
	new CfnSchedule(scope, id, {
		scheduleExpression: props.expression,
		flexibleTimeWindow: { mode: "OFF" },
		target: {
			arn: props.queue.queueArn,
			roleArn: props.role.roleArn,
			input: JSON.stringify(props.message),
			retryPolicy: { maximumEventAgeInSeconds: 3600, maximumRetryAttempts: 20 },
			deadLetterConfig: { arn: props.deadLetters.queueArn },
		},
	});
}
