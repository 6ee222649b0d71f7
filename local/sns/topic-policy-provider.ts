import { physicalName } from "../iam/physical-name.ts";
import { provePolicy } from "../iam/policy-document.ts";
import { Members } from "../members.ts";
import type { ResourceProvider } from "../service.ts";
import type { Desk } from "./desk.ts";
import { refuse } from "./refuse.ts";
import type { Topic } from "./topics.ts";

/** `AWS::SNS::TopicPolicy`: the resource policy of one or more topics. */
export function topicPolicyProvider({ context, topics }: Desk): ResourceProvider {
	/** Which topics a policy resource governs, so that its removal leaves none behind. */
	const governed = context.state.collection<string[]>("sns-topic-policies");
	const setPolicy = async (topic: Topic | undefined, policy: string | undefined) => {
		if (!topic) return;
		const { Policy: _, ...attributes } = topic.attributes;
		await topics.saveTopic({
			...topic,
			attributes: policy === undefined ? attributes : { ...attributes, Policy: policy },
		});
	};
	return {
		type: "AWS::SNS::TopicPolicy",
		apply: async ({ stack, logicalId, properties, physicalId }) => {
			const input = new Members(properties, `AWS::SNS::TopicPolicy ${logicalId}`, refuse.parameter);
			const arns = input.texts("Topics") ?? [];
			const document = input.any("PolicyDocument");
			input.end();
			if (arns.length === 0 || typeof document !== "object")
				throw refuse.parameter(`AWS::SNS::TopicPolicy ${logicalId} needs Topics and a PolicyDocument`);
			provePolicy(document, "resource", input.where);
			const id = physicalId ?? physicalName(stack, logicalId, 80);
			const governs = arns.map((arn) => topics.byArn(arn));
			for (const arn of (await governed.get(id)) ?? [])
				if (!arns.includes(arn)) await setPolicy(topics.find(arn), undefined);
			await governed.put(id, arns);
			for (const topic of governs) await setPolicy(topic, JSON.stringify(document));
			return { physicalId: id, attributes: { Id: id } };
		},
		remove: async ({ physicalId }) => {
			for (const arn of (await governed.get(physicalId)) ?? []) await setPolicy(topics.find(arn), undefined);
			await governed.delete(physicalId);
		},
	};
}
