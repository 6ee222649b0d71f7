import type { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { allow } from "./allow.ts";

/** Every use of the envelope key must say whose key it is and what for. */
const withContext = {
	Null: { "kms:EncryptionContext:tenant": "false", "kms:EncryptionContext:purpose": "false" },
};

/** Makes new data keys of a tenant and opens them. */
export const sealUnder = (envelopeKeyArn: string): PolicyStatement =>
	allow(["kms:GenerateDataKey", "kms:Decrypt"], [envelopeKeyArn], withContext);

/** Opens data keys of a tenant. */
export const openUnder = (envelopeKeyArn: string): PolicyStatement =>
	allow(["kms:Decrypt"], [envelopeKeyArn], withContext);

/** Opens the key by which API keys are hashed, and nothing else that the envelope key wraps. */
export const openPepper = (envelopeKeyArn: string): PolicyStatement =>
	allow(["kms:Decrypt"], [envelopeKeyArn], {
		StringEquals: {
			"kms:EncryptionContext:tenant": "system",
			"kms:EncryptionContext:purpose": "credentials",
		},
	});

/** Seals or opens the secrets of channels, and nothing else that the alerts key encrypts. */
export const channelSecrets = (
	action: "kms:Encrypt" | "kms:Decrypt",
	alertsKeyArn: string,
): PolicyStatement =>
	allow([action], [alertsKeyArn], {
		StringEquals: { "kms:EncryptionContext:purpose": "channel" },
		Null: { "kms:EncryptionContext:tenant": "false" },
	});

/** What Lambda needs, in the function's name, to read a queue for it. */
export const receiveFrom = (queue: IQueue): PolicyStatement =>
	allow(
		["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility", "sqs:GetQueueAttributes"],
		[queue.queueArn],
	);

export const sendTo = (...queues: readonly IQueue[]): PolicyStatement =>
	allow(
		["sqs:SendMessage"],
		queues.map((queue) => queue.queueArn),
	);

/** What Lambda needs, in the function's name, to read a table's stream for it. */
export const readStream = (streamArn: string): PolicyStatement[] => [
	allow(["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"], [streamArn]),
	// Takes no resource.
	allow(["dynamodb:ListStreams"], ["*"]),
];
