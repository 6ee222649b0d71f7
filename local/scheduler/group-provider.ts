import { physicalName } from "../iam/physical-name.ts";
import { Members } from "../members.ts";
import type { ResourceProvider } from "../service.ts";
import { readTags } from "../tags.ts";
import { checkName } from "./definition.ts";
import type { Desk } from "./desk.ts";
import { refuse } from "./refuse.ts";

/** `AWS::Scheduler::ScheduleGroup`. `Ref` is the group's name. */
export function groupProvider({ schedules }: Desk): ResourceProvider {
	return {
		type: "AWS::Scheduler::ScheduleGroup",
		apply: async ({ stack, logicalId, properties, physicalId }) => {
			const input = new Members(properties, `AWS::Scheduler::ScheduleGroup ${logicalId}`, refuse.validation);
			const name = checkName(input.maybeText("Name") ?? physicalId ?? physicalName(stack, logicalId, 64));
			const tags = readTags(input);
			input.end();
			const group = await schedules.saveGroup(name, tags, undefined);
			return {
				physicalId: name,
				attributes: {
					Arn: group.arn,
					State: "ACTIVE",
					CreationDate: new Date(group.createdAt).toISOString(),
					LastModificationDate: new Date(group.modifiedAt).toISOString(),
				},
			};
		},
		remove: ({ physicalId }) => schedules.removeGroup(physicalId),
	};
}
