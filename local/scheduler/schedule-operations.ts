import { checkName, readDefinition } from "./definition.ts";
import type { Call, Desk, Operation } from "./desk.ts";
import { assumeRole } from "./invoke.ts";
import { page } from "./page.ts";
import { refuse } from "./refuse.ts";
import type { Schedule, ScheduleDefinition } from "./schedule.ts";

export const createSchedule: Operation = async (desk, call) => {
	const { schedules } = desk;
	const group = call.body.maybeText("GroupName") ?? "default";
	const token = call.body.maybeText("ClientToken");
	const definition = readDefinition(call.body, call.name, group);
	end(call);
	guard(desk, call, "CreateSchedule", schedules.arnOf(group, call.name));
	await checkRole(desk, call, definition);
	const kept = schedules.find(group, call.name);
	if (kept && (token === undefined || kept.token !== token))
		throw refuse.conflict(`Schedule ${call.name} already exists.`);
	const schedule = kept ?? (await schedules.define(definition, token === undefined ? {} : { token }));
	return { ScheduleArn: schedule.arn };
};

export const updateSchedule: Operation = async (desk, call) => {
	const { schedules } = desk;
	const group = call.body.maybeText("GroupName") ?? "default";
	call.body.maybeText("ClientToken");
	const definition = readDefinition(call.body, call.name, group);
	end(call);
	guard(desk, call, "UpdateSchedule", schedules.arnOf(group, call.name));
	const { token, logicalId } = schedules.byName(group, call.name);
	await checkRole(desk, call, definition);
	const schedule = await schedules.define(definition, {
		...(token === undefined ? {} : { token }),
		...(logicalId === undefined ? {} : { logicalId }),
	});
	return { ScheduleArn: schedule.arn };
};

export const getSchedule: Operation = async (desk, call) => {
	const group = call.query.maybeText("groupName") ?? "default";
	end(call);
	guard(desk, call, "GetSchedule", desk.schedules.arnOf(group, call.name));
	return shown(desk.schedules.byName(group, call.name));
};

export const deleteSchedule: Operation = async (desk, call) => {
	const group = call.query.maybeText("groupName") ?? "default";
	call.query.maybeText("clientToken");
	end(call);
	guard(desk, call, "DeleteSchedule", desk.schedules.arnOf(group, call.name));
	await desk.schedules.remove(desk.schedules.byName(group, call.name));
	return {};
};

export const listSchedules: Operation = async (desk, call) => {
	const { query } = call;
	const group = query.maybeText("ScheduleGroup");
	const prefix = query.maybeText("NamePrefix") ?? "";
	const state = query.oneOf("State", ["ENABLED", "DISABLED"]);
	const token = query.maybeText("NextToken");
	const max = query.whole("MaxResults", 1, 100) ?? 100;
	end(call);
	guard(desk, call, "ListSchedules", desk.schedules.arnOf("*", "*"));
	const found = desk.schedules
		.all()
		.filter(
			(schedule) =>
				(group === undefined || schedule.group === group) &&
				schedule.name.startsWith(prefix) &&
				(state === undefined || schedule.enabled === (state === "ENABLED")),
		);
	const { entries, next } = page(found, token, max);
	return {
		Schedules: entries.map((schedule) => ({
			Arn: schedule.arn,
			Name: schedule.name,
			GroupName: schedule.group,
			State: schedule.enabled ? "ENABLED" : "DISABLED",
			CreationDate: schedule.createdAt / 1000,
			LastModificationDate: schedule.modifiedAt / 1000,
			Target: { Arn: schedule.target.arn },
		})),
		...(next === undefined ? {} : { NextToken: next }),
	};
};

export function guard({ context }: Desk, { request }: Call, action: string, resource: string): void {
	context.authorize({ caller: request.caller, action: `scheduler:${action}`, resource });
}

/** Who makes a schedule must be allowed to hand its role over, and the role must trust Scheduler. */
async function checkRole({ context, schedules }: Desk, call: Call, definition: ScheduleDefinition) {
	const { roleArn } = definition.target;
	context.authorize({
		caller: call.request.caller,
		action: "iam:PassRole",
		resource: roleArn,
		context: { "iam:PassedToService": "scheduler.amazonaws.com" },
	});
	await mustTrust({ context, schedules }, definition);
}

export async function mustTrust({ context, schedules }: Desk, { target, group }: ScheduleDefinition) {
	try {
		await assumeRole(context, target.roleArn, schedules.groupArn(group), "creation");
	} catch (cause) {
		throw refuse.validation(
			`The execution role you provide must allow AWS EventBridge Scheduler to assume the role ${target.roleArn}: ${cause instanceof Error ? cause.message : String(cause)}`,
		);
	}
}

function end({ query, body, name }: Call): void {
	if (name !== "") checkName(name);
	query.end();
	body.end();
}

function shown(schedule: Schedule): Record<string, unknown> {
	const { target } = schedule;
	return {
		Arn: schedule.arn,
		Name: schedule.name,
		GroupName: schedule.group,
		ScheduleExpression: schedule.expression,
		ScheduleExpressionTimezone: schedule.zone,
		State: schedule.enabled ? "ENABLED" : "DISABLED",
		Description: schedule.description,
		KmsKeyArn: schedule.kmsKeyArn,
		StartDate: schedule.startAt === undefined ? undefined : schedule.startAt / 1000,
		EndDate: schedule.endAt === undefined ? undefined : schedule.endAt / 1000,
		CreationDate: schedule.createdAt / 1000,
		LastModificationDate: schedule.modifiedAt / 1000,
		ActionAfterCompletion: schedule.deleteAfterCompletion ? "DELETE" : "NONE",
		FlexibleTimeWindow:
			schedule.windowMinutes === undefined
				? { Mode: "OFF" }
				: { Mode: "FLEXIBLE", MaximumWindowInMinutes: schedule.windowMinutes },
		Target: {
			Arn: target.arn,
			RoleArn: target.roleArn,
			Input: target.input,
			SqsParameters:
				target.messageGroupId === undefined ? undefined : { MessageGroupId: target.messageGroupId },
			DeadLetterConfig: target.deadLetterArn === undefined ? undefined : { Arn: target.deadLetterArn },
			RetryPolicy: {
				MaximumEventAgeInSeconds: target.maximumAgeSeconds,
				MaximumRetryAttempts: target.maximumRetries,
			},
		},
	};
}
