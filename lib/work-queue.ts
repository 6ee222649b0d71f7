import { Duration } from "aws-cdk-lib";
import type { IKey } from "aws-cdk-lib/aws-kms";
import { Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";

interface WorkQueueProps {
	key: IKey;
	/** Time that the consumer has for one message; a message is shown again after six times that. */
	consumerSeconds: number;
	/** Deliveries before a message goes to the dead letters. */
	attempts: number;
}

/** A queue with its dead letters, both encrypted. */
export class WorkQueue extends Construct {
	readonly queue: Queue;
	readonly deadLetters: Queue;

	constructor(scope: Construct, id: string, props: WorkQueueProps) {
		super(scope, id);
		this.deadLetters = deadLetters(this, "DeadLetters", props.key);
		this.queue = new Queue(this, "Queue", {
			encryption: QueueEncryption.KMS,
			encryptionMasterKey: props.key,
			dataKeyReuse: Duration.hours(1),
			enforceSSL: true,
			visibilityTimeout: Duration.seconds(props.consumerSeconds * 6),
			retentionPeriod: Duration.days(14),
			deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: props.attempts },
		});
	}
}

/** Messages that nobody could handle, kept as long as SQS can for a person to look at. */
export const deadLetters = (scope: Construct, id: string, key: IKey): Queue =>
	new Queue(scope, id, {
		encryption: QueueEncryption.KMS,
		encryptionMasterKey: key,
		dataKeyReuse: Duration.hours(1),
		enforceSSL: true,
		retentionPeriod: Duration.days(14),
	});
