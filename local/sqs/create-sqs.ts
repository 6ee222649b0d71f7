import { Members } from "../members.ts";
import type { AwsRequest, LocalContext, Service } from "../service.ts";
import { strike } from "../strike.ts";
import { Turns } from "../turns.ts";
import { sqsLinks } from "./links.ts";
import type { Desk, Operation } from "./operation.ts";
import * as queue from "./queue-operations.ts";
import { queuePolicyProvider } from "./queue-policy-provider.ts";
import { queueProvider } from "./queue-provider.ts";
import { Queues } from "./queues.ts";
import * as receive from "./receive-operations.ts";
import { refuse } from "./refuse.ts";
import * as send from "./send-operations.ts";

const operations: Readonly<Record<string, Operation>> = {
	CreateQueue: queue.createQueue,
	DeleteQueue: queue.deleteQueue,
	PurgeQueue: queue.purgeQueue,
	GetQueueUrl: queue.getQueueUrl,
	ListQueues: queue.listQueues,
	ListDeadLetterSourceQueues: queue.listDeadLetterSourceQueues,
	GetQueueAttributes: queue.getQueueAttributes,
	SetQueueAttributes: queue.setQueueAttributes,
	ListQueueTags: queue.listQueueTags,
	TagQueue: queue.tagQueue,
	UntagQueue: queue.untagQueue,
	SendMessage: send.sendMessage,
	SendMessageBatch: send.sendMessageBatch,
	ReceiveMessage: receive.receiveMessage,
	DeleteMessage: receive.deleteMessage,
	DeleteMessageBatch: receive.deleteMessageBatch,
	ChangeMessageVisibility: receive.changeMessageVisibility,
	ChangeMessageVisibilityBatch: receive.changeMessageVisibilityBatch,
};

/**
 * SQS of the local cloud: standard and FIFO queues by the JSON protocol, durable in the state.
 * At least once; nothing is lost by `kill -9` once a send was answered.
 */
export async function createSqs(context: LocalContext): Promise<Service> {
	const queues = await Queues.open(context);
	let stopped = false;
	const desk: Desk = {
		context,
		queues,
		turns: new Turns(),
		baseUrl: (request) =>
			context.endpoint ?? `http://${request?.headers["host"] ?? `sqs.${context.region}.localhost`}`,
		stopped: () => stopped,
	};
	Object.assign(context.links, sqsLinks(desk));
	return {
		names: ["sqs"],
		handle: (request) => handle(desk, request),
		resources: [queueProvider(desk), queuePolicyProvider(desk)],
		stop: async () => {
			stopped = true;
			for (const { waiting } of queues.all()) for (const wake of waiting) wake();
		},
	};
}

async function handle(desk: Desk, request: AwsRequest) {
	const name = request.operation ?? "";
	const operation = operations[name];
	if (!operation || !request.target?.startsWith("AmazonSQS."))
		throw refuse.unsupported(
			`${name || "a call without X-Amz-Target"} is not honoured by the local cloud's SQS (JSON protocol); it takes ${Object.keys(operations).join(", ")}`,
		);
	await strike(desk.context, "sqs", name);
	const input = new Members(parse(request.body), name, refuse.value);
	const output = await operation(desk, input, { caller: request.caller, request });
	return {
		status: 200,
		headers: { "content-type": "application/x-amz-json-1.0" },
		body: JSON.stringify(output),
	};
}

function parse(body: Buffer): unknown {
	try {
		return JSON.parse(body.toString());
	} catch {
		throw refuse.value("the request's body is not JSON");
	}
}
