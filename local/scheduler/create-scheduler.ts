import { Members } from "../members.ts";
import { AwsError, type AwsRequest, type AwsResponse, type LocalContext, type Service } from "../service.ts";
import { strike } from "../strike.ts";
import type { Desk, Operation } from "./desk.ts";
import * as group from "./group-operations.ts";
import { groupProvider } from "./group-provider.ts";
import { refuse } from "./refuse.ts";
import { Runner } from "./runner.ts";
import * as schedule from "./schedule-operations.ts";
import { scheduleProvider } from "./schedule-provider.ts";
import { Schedules } from "./schedules.ts";

/** By `<method> <collection>` and, with a name behind it, `/*`. */
const operations: Readonly<Record<string, [name: string, run: Operation]>> = {
	"POST schedules/*": ["CreateSchedule", schedule.createSchedule],
	"PUT schedules/*": ["UpdateSchedule", schedule.updateSchedule],
	"GET schedules/*": ["GetSchedule", schedule.getSchedule],
	"DELETE schedules/*": ["DeleteSchedule", schedule.deleteSchedule],
	"GET schedules": ["ListSchedules", schedule.listSchedules],
	"POST schedule-groups/*": ["CreateScheduleGroup", group.createScheduleGroup],
	"GET schedule-groups/*": ["GetScheduleGroup", group.getScheduleGroup],
	"DELETE schedule-groups/*": ["DeleteScheduleGroup", group.deleteScheduleGroup],
	"GET schedule-groups": ["ListScheduleGroups", group.listScheduleGroups],
};

/** EventBridge Scheduler of the local cloud: rates, crons and single times, to queues and functions, in their role. */
export async function createScheduler(context: LocalContext): Promise<Service> {
	const schedules = await Schedules.open(context);
	const runner = await Runner.open(context, schedules);
	const desk: Desk = { context, schedules };
	return {
		names: ["scheduler"],
		handle: (request) => handle(desk, request),
		resources: [scheduleProvider(desk), groupProvider(desk)],
		start: () => runner.start(),
		stop: () => runner.stop(),
	};
}

async function handle(desk: Desk, request: AwsRequest): Promise<AwsResponse> {
	const [, collection = "", name = "", ...rest] = request.path.split("/");
	const found = operations[`${request.method} ${collection}${name === "" ? "" : "/*"}`];
	if (!found || rest.length > 0)
		throw new AwsError(
			"UnknownOperationException",
			`${request.method} ${request.path} is not honoured by the local cloud's Scheduler; it takes schedules and schedule groups`,
			404,
		);
	const [operation, run] = found;
	await strike(desk.context, "scheduler", operation);
	const query = Object.fromEntries([...request.query].filter(([key]) => !/^x-amz-/i.test(key)));
	const output = await run(desk, {
		request,
		name: decodeURIComponent(name),
		query: new Members(query, operation, refuse.validation),
		body: new Members(parse(request.body), operation, refuse.validation),
	});
	return { status: 200, headers: { "content-type": "application/json" }, body: JSON.stringify(output) };
}

function parse(body: Buffer): unknown {
	if (body.length === 0) return {};
	try {
		return JSON.parse(body.toString());
	} catch {
		throw refuse.validation("the request's body is not JSON");
	}
}
