import { physicalName } from "../iam/physical-name.ts";
import { Members } from "../members.ts";
import type { ResourceProvider } from "../service.ts";
import { readTags } from "../tags.ts";
import { defineQueue } from "./define.ts";
import { type Desk, inTurn, queueUrl } from "./operation.ts";
import { queueAttributeNames } from "./queue-attributes.ts";
import { refuse } from "./refuse.ts";

/** `AWS::SQS::Queue`. `Ref` is the queue's URL, as in CloudFormation. */
export function queueProvider(desk: Desk): ResourceProvider {
	const { context, queues } = desk;
	return {
		type: "AWS::SQS::Queue",
		apply: async ({ stack, logicalId, properties, physicalId }) => {
			const input = new Members(properties, `AWS::SQS::Queue ${logicalId}`, refuse.value);
			const fifo = input.flag("FifoQueue") === true;
			const given = input.maybeText("QueueName");
			const name =
				given ??
				(physicalId === undefined
					? physicalName(stack, logicalId, fifo ? 75 : 80) + (fifo ? ".fifo" : "")
					: nameIn(physicalId));
			const tags = readTags(input);
			const attributes: Record<string, string> = {};
			for (const attribute of queueAttributeNames) {
				// The policy is a resource of its own.
				if (attribute === "Policy") continue;
				const value = input.any(attribute);
				if (value === undefined || (attribute === "FifoQueue" && !fifo)) continue;
				attributes[attribute] = typeof value === "object" ? JSON.stringify(value) : String(value);
			}
			input.end();
			const policy = queues.find(name)?.record.attributes["Policy"];
			const queue = await defineQueue(
				context,
				queues,
				name,
				{ ...attributes, ...(policy === undefined ? {} : { Policy: policy }) },
				tags,
			);
			// An id that is known already stays, also when the endpoint has another port by now.
			const url =
				physicalId !== undefined && nameIn(physicalId) === name
					? physicalId
					: queueUrl(desk.baseUrl(), context.account, name);
			return { physicalId: url, attributes: { Arn: queue.arn, QueueName: name, QueueUrl: url } };
		},
		remove: async ({ physicalId }) => {
			const queue = queues.find(nameIn(physicalId));
			if (queue) await inTurn(desk, queue, () => queues.remove(queue));
		},
	};
}

const nameIn = (url: string) => url.slice(url.lastIndexOf("/") + 1);
