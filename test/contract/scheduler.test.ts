import { randomUUID } from "node:crypto";
import {
	CreateScheduleCommand,
	CreateScheduleGroupCommand,
	DeleteScheduleCommand,
	DeleteScheduleGroupCommand,
	GetScheduleCommand,
	ListScheduleGroupsCommand,
	ListSchedulesCommand,
	SchedulerClient,
	UpdateScheduleCommand,
} from "@aws-sdk/client-scheduler";
import { expect, test } from "vitest";
import { createScheduler } from "../../local/scheduler/create-scheduler.ts";
import type { LocalContext } from "../../local/service.ts";
import { endpointUnderTest } from "./storage-endpoint.ts";

/** Elsewhere, a role that Scheduler may assume and a queue must exist. */
const RoleArn = process.env["SCHEDULER_ROLE_UNDER_TEST"] ?? "arn:aws:iam::000000000000:role/scheduler";
const Arn = process.env["SCHEDULER_QUEUE_UNDER_TEST"] ?? "arn:aws:sqs:us-east-1:000000000000:queue";

const trusting = (context: LocalContext) => {
	context.links.assumeServiceRole = async () => ({
		accessKeyId: "a",
		secretAccessKey: "s",
		sessionToken: "t",
	});
	return createScheduler(context);
};

const definition = (Name: string) => ({
	Name,
	ScheduleExpression: "cron(0 2 * * ? 2199)",
	ScheduleExpressionTimezone: "Europe/Berlin",
	FlexibleTimeWindow: { Mode: "OFF" as const },
	Target: { Arn, RoleArn, Input: '{"kind":"all"}', RetryPolicy: { MaximumRetryAttempts: 3 } },
});

test("a schedule is made, shown, changed, listed and removed", async () => {
	const client = new SchedulerClient(await endpointUnderTest(trusting));
	const Name = `contract-${randomUUID()}`;
	const { ScheduleArn } = await client.send(new CreateScheduleCommand(definition(Name)));
	const made = await client.send(new GetScheduleCommand({ Name }));
	expect(made).toMatchObject({
		...definition(Name),
		Arn: ScheduleArn,
		GroupName: "default",
		State: "ENABLED",
	});
	expect(made.CreationDate).toBeInstanceOf(Date);
	await expect(client.send(new CreateScheduleCommand(definition(Name)))).rejects.toMatchObject({
		name: "ConflictException",
	});
	await client.send(
		new UpdateScheduleCommand({ ...definition(Name), ScheduleExpression: "rate(1 day)", State: "DISABLED" }),
	);
	const { Schedules } = await client.send(new ListSchedulesCommand({ NamePrefix: Name }));
	expect(Schedules?.map(({ State }) => State)).toEqual(["DISABLED"]);
	await client.send(new DeleteScheduleCommand({ Name }));
	await expect(client.send(new GetScheduleCommand({ Name }))).rejects.toMatchObject({
		name: "ResourceNotFoundException",
	});
});

test("a group holds schedules and takes them along", async () => {
	const client = new SchedulerClient(await endpointUnderTest(trusting));
	const GroupName = `contract-${randomUUID()}`;
	await expect(
		client.send(new CreateScheduleCommand({ ...definition("inside"), GroupName })),
	).rejects.toMatchObject({ name: "ResourceNotFoundException" });
	await client.send(new CreateScheduleGroupCommand({ Name: GroupName }));
	await client.send(new CreateScheduleCommand({ ...definition("inside"), GroupName }));
	const groups = await client.send(new ListScheduleGroupsCommand({ NamePrefix: GroupName }));
	expect(groups.ScheduleGroups?.map(({ Name }) => Name)).toEqual([GroupName]);
	await client.send(new DeleteScheduleGroupCommand({ Name: GroupName }));
	const left = await client.send(new ListSchedulesCommand({ NamePrefix: "inside" }));
	expect(left.Schedules).toEqual([]);
});

test("expressions and time zones that cannot be honoured are refused", async () => {
	const client = new SchedulerClient(await endpointUnderTest(trusting));
	for (const wrong of [
		{ ScheduleExpression: "rate(5 weeks)" },
		{ ScheduleExpression: "cron(0 2 * * *)" },
		{ ScheduleExpressionTimezone: "Mars/Olympus" },
	])
		await expect(
			client.send(new CreateScheduleCommand({ ...definition(`contract-${randomUUID()}`), ...wrong })),
		).rejects.toMatchObject({ name: "ValidationException" });
});
