import { physicalName } from "../iam/physical-name.ts";
import { Members } from "../members.ts";
import type { ResourceProvider } from "../service.ts";
import { readTags } from "../tags.ts";
import type { Desk } from "./desk.ts";
import { refuse } from "./refuse.ts";
import { parseTopicAttributes } from "./topic-attributes.ts";

/** `AWS::SNS::Topic`. Subscriptions and the policy are resources of their own. */
export function topicProvider({ topics }: Desk): ResourceProvider {
	return {
		type: "AWS::SNS::Topic",
		apply: async ({ stack, logicalId, properties, physicalId }) => {
			const input = new Members(properties, `AWS::SNS::Topic ${logicalId}`, refuse.parameter);
			const name =
				input.maybeText("TopicName") ??
				physicalId?.slice(physicalId.lastIndexOf(":") + 1) ??
				physicalName(stack, logicalId, 256);
			const attributes: Record<string, string> = {};
			for (const attribute of ["DisplayName", "KmsMasterKeyId", "TracingConfig"]) {
				const value = input.maybeText(attribute);
				if (value !== undefined) attributes[attribute] = value;
			}
			const fifo = input.flag("FifoTopic");
			const tags = readTags(input);
			input.end();
			if (fifo) throw refuse.parameter("FIFO topics are not honoured by the local cloud");
			if (!/^[A-Za-z0-9_-]{1,256}$/.test(name)) throw refuse.parameter(`TopicName ${name}`);
			const arn = topics.arnOf(name);
			const policy = topics.find(arn)?.attributes["Policy"];
			await topics.saveTopic({
				name,
				arn,
				attributes: {
					...parseTopicAttributes(attributes),
					...(policy === undefined ? {} : { Policy: policy }),
				},
				tags,
			});
			return { physicalId: arn, attributes: { TopicArn: arn, TopicName: name } };
		},
		remove: ({ physicalId }) => topics.removeTopic(physicalId),
	};
}
