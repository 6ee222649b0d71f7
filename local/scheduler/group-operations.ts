import { readTags } from "../tags.ts";
import { checkName } from "./definition.ts";
import type { Operation } from "./desk.ts";
import { page } from "./page.ts";
import { refuse } from "./refuse.ts";
import type { ScheduleGroup } from "./schedule.ts";
import { guard } from "./schedule-operations.ts";

export const createScheduleGroup: Operation = async (desk, call) => {
	const { schedules } = desk;
	const token = call.body.maybeText("ClientToken");
	const tags = readTags(call.body);
	call.query.end();
	call.body.end();
	const name = checkName(call.name);
	guard(desk, call, "CreateScheduleGroup", schedules.groupArn(name));
	const kept = schedules.findGroup(name);
	if (kept && (token === undefined || kept.token !== token))
		throw refuse.conflict(`Schedule group ${name} already exists.`);
	const group = kept ?? (await schedules.saveGroup(name, tags, token));
	return { ScheduleGroupArn: group.arn };
};

export const getScheduleGroup: Operation = async (desk, call) => {
	call.query.end();
	guard(desk, call, "GetScheduleGroup", desk.schedules.groupArn(call.name));
	return shown(desk.schedules.group(call.name));
};

export const deleteScheduleGroup: Operation = async (desk, call) => {
	call.query.maybeText("clientToken");
	call.query.end();
	guard(desk, call, "DeleteScheduleGroup", desk.schedules.groupArn(call.name));
	if (call.name === "default") throw refuse.validation("The default schedule group cannot be deleted.");
	desk.schedules.group(call.name);
	await desk.schedules.removeGroup(call.name);
	return {};
};

export const listScheduleGroups: Operation = async (desk, call) => {
	const prefix = call.query.maybeText("NamePrefix") ?? "";
	const token = call.query.maybeText("NextToken");
	const max = call.query.whole("MaxResults", 1, 100) ?? 100;
	call.query.end();
	guard(desk, call, "ListScheduleGroups", desk.schedules.groupArn("*"));
	const found = desk.schedules.groups().filter(({ name }) => name.startsWith(prefix));
	const { entries, next } = page(found, token, max);
	return { ScheduleGroups: entries.map(shown), ...(next === undefined ? {} : { NextToken: next }) };
};

const shown = ({ arn, name, createdAt, modifiedAt }: ScheduleGroup) => ({
	Arn: arn,
	Name: name,
	State: "ACTIVE",
	CreationDate: createdAt / 1000,
	LastModificationDate: modifiedAt / 1000,
});
