import { physicalName } from "../iam/physical-name.ts";
import { Members } from "../members.ts";
import type { ResourceProvider } from "../service.ts";
import { readDefinition } from "./definition.ts";
import type { Desk } from "./desk.ts";
import { refuse } from "./refuse.ts";
import { mustTrust } from "./schedule-operations.ts";

/** `AWS::Scheduler::Schedule`. `Ref` is the schedule's name. */
export function scheduleProvider(desk: Desk): ResourceProvider {
	const { schedules } = desk;
	return {
		type: "AWS::Scheduler::Schedule",
		apply: async ({ stack, logicalId, properties, physicalId }) => {
			const input = new Members(properties, `AWS::Scheduler::Schedule ${logicalId}`, refuse.validation);
			const name = input.maybeText("Name") ?? physicalId ?? physicalName(stack, logicalId, 64);
			const group = input.maybeText("GroupName") ?? "default";
			const definition = readDefinition(input, name, group);
			input.end();
			await mustTrust(desk, definition);
			const moved = schedules
				.all()
				.filter((kept) => kept.logicalId === logicalId && kept.name === physicalId && kept.group !== group);
			const schedule = await schedules.define(definition, { logicalId });
			for (const kept of moved) await schedules.remove(kept);
			return { physicalId: name, attributes: { Arn: schedule.arn } };
		},
		remove: async ({ logicalId, physicalId }) => {
			for (const schedule of schedules.all())
				if (schedule.name === physicalId && schedule.logicalId === logicalId)
					await schedules.remove(schedule);
		},
	};
}
