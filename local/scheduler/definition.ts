import type { Members } from "../members.ts";
import { isRecord } from "../record.ts";
import { parseExpression } from "./expression.ts";
import { refuse } from "./refuse.ts";
import type { ScheduleDefinition, ScheduleTarget } from "./schedule.ts";
import { checkTimeZone } from "./time-zone.ts";

const NAME = /^[0-9a-zA-Z-_.]{1,64}$/;

export function checkName(name: string): string {
	if (NAME.test(name)) return name;
	throw refuse.validation(`${name} is not a name: 1 to 64 letters, digits, hyphens, underscores and dots`);
}

/** Reads and checks a schedule; targets are SQS queues and Lambda functions, others are refused by name. */
export function readDefinition(input: Members, name: string, group: string): ScheduleDefinition {
	const expression = input.text("ScheduleExpression");
	const zone = checkTimeZone(input.maybeText("ScheduleExpressionTimezone") ?? "UTC");
	const timing = parseExpression(expression, zone);
	const state = input.oneOf("State", ["ENABLED", "DISABLED"]);
	const startAt = time(input, "StartDate");
	const endAt = time(input, "EndDate");
	const description = input.maybeText("Description");
	const kmsKeyArn = input.maybeText("KmsKeyArn");
	const after = input.oneOf("ActionAfterCompletion", ["NONE", "DELETE"]);
	if (startAt !== undefined && endAt !== undefined && endAt <= startAt)
		throw refuse.validation("EndDate must come after StartDate");
	if (after === "DELETE" && !timing.once && endAt === undefined)
		throw refuse.validation("ActionAfterCompletion DELETE needs a schedule that ends");
	const windowMinutes = readWindow(input);
	return {
		name: checkName(name),
		group: checkName(group),
		expression,
		zone,
		enabled: state !== "DISABLED",
		...(startAt === undefined ? {} : { startAt }),
		...(endAt === undefined ? {} : { endAt }),
		...(description === undefined ? {} : { description }),
		...(kmsKeyArn === undefined ? {} : { kmsKeyArn }),
		...(windowMinutes === undefined ? {} : { windowMinutes }),
		deleteAfterCompletion: after === "DELETE",
		target: readTarget(input),
	};
}

/** The API gives seconds since 1970, templates ISO 8601. */
function time(input: Members, name: string): number | undefined {
	const value = input.any(name);
	if (value === undefined) return undefined;
	const milliseconds = typeof value === "number" ? value * 1000 : Date.parse(String(value));
	if (Number.isNaN(milliseconds)) throw refuse.validation(`${name} is not a time`);
	return Math.floor(milliseconds);
}

function readWindow(input: Members): number | undefined {
	const window = input.inner("FlexibleTimeWindow");
	const mode = window?.oneOf("Mode", ["OFF", "FLEXIBLE"]);
	const minutes = window?.whole("MaximumWindowInMinutes", 1, 1440);
	window?.end();
	if (mode === undefined) throw refuse.validation("FlexibleTimeWindow needs Mode");
	if ((mode === "FLEXIBLE") !== (minutes !== undefined))
		throw refuse.validation("MaximumWindowInMinutes goes with Mode FLEXIBLE, and only with it");
	return minutes;
}

function readTarget(input: Members): ScheduleTarget {
	const target = input.inner("Target");
	if (!target) throw refuse.validation("a schedule needs Target");
	const arn = target.text("Arn");
	const isQueue = /^arn:aws:sqs:[a-z0-9-]+:\d{12}:[A-Za-z0-9_.-]+$/.test(arn);
	if (!isQueue && !/^arn:aws:lambda:[a-z0-9-]+:\d{12}:function:[\w-]+(:[\w$-]+)?$/.test(arn))
		throw refuse.validation(
			`the target ${arn} is not honoured by the local cloud; it invokes SQS queues and Lambda functions`,
		);
	const roleArn = target.text("RoleArn");
	const text = target.maybeText("Input");
	const sqs = target.inner("SqsParameters");
	const messageGroupId = sqs?.maybeText("MessageGroupId");
	sqs?.end();
	const deadLetter = target.inner("DeadLetterConfig");
	const deadLetterArn = deadLetter?.maybeText("Arn");
	deadLetter?.end();
	const retry = target.inner("RetryPolicy");
	const maximumAgeSeconds = retry?.whole("MaximumEventAgeInSeconds", 60, 86_400) ?? 86_400;
	const maximumRetries = retry?.whole("MaximumRetryAttempts", 0, 185) ?? 185;
	retry?.end();
	target.end();
	if (text !== undefined && !isQueue) checkJson(text);
	if (sqs && !isQueue) throw refuse.validation("SqsParameters go with a queue as target");
	return {
		arn,
		roleArn,
		...(text === undefined ? {} : { input: text }),
		...(messageGroupId === undefined ? {} : { messageGroupId }),
		...(deadLetterArn === undefined ? {} : { deadLetterArn }),
		maximumAgeSeconds,
		maximumRetries,
	};
}

/** A function's input must be JSON; placeholders such as `<aws.scheduler.execution-id>` stand in strings. */
function checkJson(text: string): void {
	try {
		const value: unknown = JSON.parse(text);
		if (isRecord(value) || Array.isArray(value) || ["string", "number", "boolean"].includes(typeof value))
			return;
	} catch {}
	throw refuse.validation("Input of a Lambda target must be JSON");
}
