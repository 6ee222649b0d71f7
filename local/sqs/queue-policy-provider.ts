import { physicalName } from "../iam/physical-name.ts";
import { provePolicy } from "../iam/policy-document.ts";
import { Members } from "../members.ts";
import type { ResourceProvider } from "../service.ts";
import type { Desk } from "./operation.ts";
import type { Queue } from "./queues.ts";
import { refuse } from "./refuse.ts";

/** `AWS::SQS::QueuePolicy`: the resource policy of one or more queues. */
export function queuePolicyProvider({ context, queues }: Desk): ResourceProvider {
	/** Which queues a policy resource governs, so that its removal leaves none behind. */
	const governed = context.state.collection<string[]>("sqs-queue-policies");
	const setPolicy = async (queue: Queue | undefined, policy: string | undefined) => {
		if (!queue) return;
		const { Policy: _, ...attributes } = queue.record.attributes;
		await queues.save({
			...queue.record,
			modifiedAt: context.clock.now(),
			attributes: policy === undefined ? attributes : { ...attributes, Policy: policy },
		});
	};
	return {
		type: "AWS::SQS::QueuePolicy",
		apply: async ({ stack, logicalId, properties, physicalId }) => {
			const input = new Members(properties, `AWS::SQS::QueuePolicy ${logicalId}`, refuse.value);
			const urls = input.texts("Queues") ?? [];
			const document = input.any("PolicyDocument");
			input.end();
			if (urls.length === 0 || typeof document !== "object")
				throw refuse.value(`AWS::SQS::QueuePolicy ${logicalId} needs Queues and a PolicyDocument`);
			provePolicy(document, "resource", input.where);
			const id = physicalId ?? physicalName(stack, logicalId, 80);
			const governs = urls.map((url) => queues.byUrl(url));
			const names = governs.map((queue) => queue.record.name);
			for (const name of (await governed.get(id)) ?? [])
				if (!names.includes(name)) await setPolicy(queues.find(name), undefined);
			await governed.put(id, names);
			for (const queue of governs) await setPolicy(queue, JSON.stringify(document));
			return { physicalId: id, attributes: { Id: id } };
		},
		remove: async ({ physicalId }) => {
			for (const name of (await governed.get(physicalId)) ?? [])
				await setPolicy(queues.find(name), undefined);
			await governed.delete(physicalId);
		},
	};
}
