import { link } from "../link.ts";
import type { Caller, LocalContext } from "../service.ts";
import type { Invocation } from "./schedule.ts";

const SERVICE = "scheduler.amazonaws.com";

/** Checks that a role trusts Scheduler for this group, and gives the session in which it then acts. */
export async function assumeRole(
	context: LocalContext,
	roleArn: string,
	groupArn: string,
	session: string,
): Promise<Caller> {
	await link(context, "assumeServiceRole")({ roleArn, service: SERVICE, session, sourceArn: groupArn });
	const role = roleArn.slice(roleArn.lastIndexOf("/") + 1);
	return {
		kind: "session",
		arn: `arn:aws:sts::${context.account}:assumed-role/${role}/${session}`,
		roleArn,
		tags: {},
	};
}

/** Makes one attempt at an invocation, in the target's role; resolves when the target has it durably. */
export async function invoke(context: LocalContext, invocation: Invocation, groupArn: string): Promise<void> {
	const { schedule, target, id } = invocation;
	const from = await assumeRole(context, target.roleArn, groupArn, id);
	if (schedule.kmsKeyArn !== undefined)
		await link(
			context,
			"useKey",
		)({
			keyArn: schedule.kmsKeyArn,
			action: "kms:Decrypt",
			caller: from,
			via: `scheduler.${context.region}.amazonaws.com`,
			encryptionContext: { "aws:scheduler:schedule:arn": schedule.arn },
		});
	const payload = inputOf(context, invocation);
	if (target.arn.startsWith("arn:aws:lambda:")) {
		await link(context, "invokeFunction")({ functionArn: target.arn, payload, from });
		return;
	}
	await link(
		context,
		"sendMessage",
	)({
		queueArn: target.arn,
		body: payload,
		from,
		...(target.messageGroupId === undefined ? {} : { groupId: target.messageGroupId }),
	});
}

/** Sends what could not be delivered to the dead-letter queue, with the attributes of the user guide. */
export async function bury(
	context: LocalContext,
	invocation: Invocation,
	deadLetterArn: string,
	failure: { groupArn: string; code: string; message: string; exhausted: string | undefined },
): Promise<void> {
	const { schedule, target, id, scheduledAt, attempts } = invocation;
	const text = (StringValue: string) => ({ DataType: "String", StringValue: StringValue || "-" });
	const from = await assumeRole(context, target.roleArn, failure.groupArn, id);
	await link(
		context,
		"sendMessage",
	)({
		queueArn: deadLetterArn,
		body: inputOf(context, invocation),
		from,
		attributes: {
			ERROR_CODE: text(failure.code),
			ERROR_MESSAGE: text(failure.message.slice(0, 1000)),
			EXECUTION_ID: text(id),
			...(failure.exhausted === undefined ? {} : { EXHAUSTED_RETRY_CONDITION: text(failure.exhausted) }),
			IS_PAYLOAD_TRUNCATED: text("false"),
			RETRY_ATTEMPTS: text(String(attempts)),
			SCHEDULED_TIME: text(isoSeconds(scheduledAt)),
			SCHEDULE_ARN: text(schedule.arn),
			TARGET_ARN: text(target.arn),
		},
	});
}

const isoSeconds = (milliseconds: number) => new Date(milliseconds).toISOString().replace(/\.\d{3}/, "");

/** The target's input with its placeholders filled; without input, the event that Scheduler sends by itself. */
function inputOf(context: LocalContext, { schedule, target, id, scheduledAt, attempts }: Invocation): string {
	const time = isoSeconds(scheduledAt);
	if (target.input === undefined)
		return JSON.stringify({
			version: "0",
			id,
			"detail-type": "Scheduled Event",
			source: "aws.scheduler",
			account: context.account,
			time,
			region: context.region,
			resources: [schedule.arn],
			detail: "{}",
		});
	return target.input
		.replaceAll("<aws.scheduler.schedule-arn>", schedule.arn)
		.replaceAll("<aws.scheduler.scheduled-time>", time)
		.replaceAll("<aws.scheduler.execution-id>", id)
		.replaceAll("<aws.scheduler.attempt-number>", String(attempts + 1));
}
