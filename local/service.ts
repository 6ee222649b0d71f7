import type { Readable } from "node:stream";
import type { Clock } from "./clock.ts";
import type { Faults } from "./faults.ts";
import type { State } from "./state.ts";

/** Who makes a call: the account administrator, a role's session, or a service acting for the account. */
export type Caller =
	| { kind: "administrator"; arn: string }
	| {
			kind: "session";
			/** `arn:aws:sts::<account>:assumed-role/<role>/<session>` */
			arn: string;
			roleArn: string;
			/** Session tags given at AssumeRole (`aws:PrincipalTag/<name>`). */
			tags: Readonly<Record<string, string>>;
			/** Policy given at AssumeRole, as JSON: the session may do what both it and the role allow. */
			sessionPolicy?: string;
	  }
	| { kind: "service"; service: string; sourceArn?: string };

/** One call of AWS's wire protocols, after its signature was checked and its caller found. */
export interface AwsRequest {
	/** Signing name: `dynamodb`, `kms`, `s3`, `sns`, `sqs`, `sts`, `scheduler`, `lambda`. */
	service: string;
	/** Operation where the protocol names one apart from the path (`X-Amz-Target` without its prefix, or `Action`). */
	operation: string | undefined;
	/** The whole `X-Amz-Target`, e.g. `DynamoDB_20120810.PutItem`. */
	target: string | undefined;
	method: string;
	path: string;
	query: URLSearchParams;
	headers: Readonly<Record<string, string>>;
	body: Buffer;
	caller: Caller;
	requestId: string;
}

export interface AwsResponse {
	status: number;
	headers: Record<string, string>;
	body: Buffer | string | Readable;
}

/** A refusal in AWS's own words; the front renders it in the protocol of the service that was called. */
export class AwsError extends Error {
	override readonly name = "AwsError";
	readonly code: string;
	readonly status: number;
	readonly detail: Readonly<Record<string, unknown>>;
	constructor(code: string, message: string, status = 400, detail: Readonly<Record<string, unknown>> = {}) {
		super(message);
		this.code = code;
		this.status = status;
		this.detail = detail;
	}
}

/** One kind of resource that a template may ask for. Whatever is not in `properties` is refused by name. */
export interface ResourceProvider {
	/** CloudFormation type, e.g. `AWS::KMS::Key`. */
	type: string;
	/** Creates or, called again with other properties for the same id, updates in place; throws to refuse. */
	apply(resource: ResourceRequest): Promise<ResourceResult>;
	/** Removes it; called for resources that have left the template (unless retained). */
	remove?(resource: { logicalId: string; physicalId: string }): Promise<void>;
}

export interface ResourceRequest {
	stack: string;
	logicalId: string;
	/** Properties with every intrinsic function resolved. */
	properties: Readonly<Record<string, unknown>>;
	/** The physical id that an earlier deployment gave it. */
	physicalId: string | undefined;
	region: string;
	account: string;
}

export interface ResourceResult {
	/** What `Ref` gives. */
	physicalId: string;
	/** What `Fn::GetAtt` gives, by attribute name. */
	attributes: Record<string, string>;
}

/** One AWS service of the local cloud. */
export interface Service {
	/** The signing names that it answers to. */
	names: readonly string[];
	handle(request: AwsRequest): Promise<AwsResponse>;
	resources: readonly ResourceProvider[];
	/** Starts background work (pollers, timers) after deployment; stops it before the process ends. */
	start?(): Promise<void>;
	stop?(): Promise<void>;
}

/**
 * Decides whether a caller may do something; throws `AwsError` AccessDenied(Exception) otherwise.
 * Services call it before they act, with the resource's ARN and the condition keys that the request carries.
 */
export type Authorize = (question: {
	caller: Caller;
	/** IAM action, e.g. `dynamodb:PutItem`. */
	action: string;
	resource: string;
	/** Condition context, e.g. `dynamodb:LeadingKeys` → several values. */
	context?: Readonly<Record<string, string | readonly string[]>>;
	/** The resource's own policy (key, bucket, queue, topic policy document), where it has one. */
	resourcePolicy?: unknown;
}) => void;

/** What every service of the local cloud is made with. */
export interface LocalContext {
	state: State;
	clock: Clock;
	faults: Faults;
	authorize: Authorize;
	region: string;
	account: string;
	/** Base URL of AWS's wire protocols, e.g. `http://127.0.0.1:4701`: queue URLs begin with it. */
	readonly endpoint?: string;
	/** One line for the person at the terminal; never carries a payload. */
	log(line: string): void;
	/** Edges from one service to another, filled in by the service that owns the far end. */
	links: Links;
}

/** Calls between services inside the local cloud. `from` is checked against the target's resource policy. */
export interface Links {
	/** Lambda: an asynchronous invocation, as SNS and Scheduler make it; resolves when it is durably queued. */
	invokeFunction?(call: { functionArn: string; payload: string; from: Caller }): Promise<void>;
	/** Lambda: a synchronous invocation, as API Gateway makes it; waits up to `wait` ms for a process, then throttles. */
	runFunction?(call: { functionArn: string; payload: string; from: Caller; wait: number }): Promise<{
		payload: string;
		/** Set when the function failed; the payload then tells how. */
		functionError?: "Unhandled";
	}>;
	/** SQS: sends to a queue; refuses when the queue's policy or its key's policy does not let `from`. */
	sendMessage?(call: {
		queueArn: string;
		body: string;
		from: Caller;
		attributes?: Record<string, { DataType: string; StringValue: string }>;
		groupId?: string;
		deduplicationId?: string;
	}): Promise<void>;
	/**
	 * SQS for an event source mapping: takes up to `max` visible messages in Lambda's record form.
	 * `from` is the function's role, in whose name the mapping reads: queue, key and policies are checked for it.
	 */
	receiveMessages?(call: {
		queueArn: string;
		max: number;
		visibilitySeconds?: number;
		from?: Caller;
	}): Promise<SqsRecord[]>;
	deleteMessages?(call: { queueArn: string; receiptHandles: string[]; from?: Caller }): Promise<void>;
	/** SNS: publishes for a service (alarm, bucket, scheduler). */
	publish?(call: { topicArn: string; subject?: string; message: string; from: Caller }): Promise<void>;
	/**
	 * DynamoDB Streams for an event source mapping: records after a sequence number in Lambda's record form.
	 * `after` undefined reads from the oldest record kept; "latest" gives the newest number and no records.
	 * Records older than 24 h are gone.
	 */
	readStream?(call: { streamArn: string; after: string | undefined; limit: number }): Promise<StreamBatch>;
	latestSequence?(streamArn: string): Promise<string | undefined>;
	/** KMS for a service that encrypts on the caller's behalf (SQS, SNS, S3, DynamoDB): throws where it may not. */
	useKey?(call: {
		keyArn: string;
		action: "kms:Decrypt" | "kms:GenerateDataKey" | "kms:Encrypt";
		caller: Caller;
		via: string;
		encryptionContext?: Record<string, string>;
	}): Promise<void>;
	/** A service → STS: temporary credentials of the role that it works in; the role's trust must admit it. */
	assumeServiceRole?(call: {
		roleArn: string;
		service: string;
		session: string;
		/** For what the service acts (`aws:SourceArn`). */
		sourceArn?: string;
	}): Promise<{
		accessKeyId: string;
		secretAccessKey: string;
		sessionToken: string;
	}>;
}

export interface SqsRecord {
	messageId: string;
	receiptHandle: string;
	body: string;
	attributes: Record<string, string>;
	messageAttributes: Record<string, unknown>;
	md5OfBody: string;
	eventSource: "aws:sqs";
	eventSourceARN: string;
	awsRegion: string;
}

export interface StreamBatch {
	/** As Lambda gets them (`eventID`, `eventName`, `dynamodb: {Keys, NewImage, OldImage, SequenceNumber, …}`). */
	records: { dynamodb: { SequenceNumber: string; ApproximateCreationDateTime: number } }[];
	/** Give it as `after` to go on. */
	last: string | undefined;
}
