import { expect, onTestFinished, test, vi } from "vitest";
import { createScheduler } from "../../../local/scheduler/create-scheduler.ts";
import { AwsError, type Caller, type LocalContext, type Service } from "../../../local/service.ts";
import { kernelContext } from "../kernel-context.ts";

const queueArn = "arn:aws:sqs:us-east-1:000000000000:q";
const deadArn = "arn:aws:sqs:us-east-1:000000000000:dead";
const roleArn = "arn:aws:iam::000000000000:role/path/scheduler";
const MINUTE = 60_000;

async function cloud() {
	const context = await kernelContext();
	const sent: { queueArn: string; body: string; from: Caller; attributes: Record<string, unknown> }[] = [];
	const failures: unknown[] = [];
	context.links.assumeServiceRole = async () => ({
		accessKeyId: "a",
		secretAccessKey: "s",
		sessionToken: "t",
	});
	context.links.sendMessage = async ({ queueArn: to, body, from, attributes }) => {
		const failure = to === queueArn ? failures.shift() : undefined;
		if (failure) throw failure;
		sent.push({ queueArn: to, body, from, attributes: attributes ?? {} });
	};
	return { context, sent, failures };
}

async function open(context: LocalContext): Promise<Service> {
	const service = await createScheduler(context);
	onTestFinished(async () => service.stop?.());
	return service;
}

const apply = (service: Service, properties: object, target: object = {}) =>
	service.resources
		.find(({ type }) => type === "AWS::Scheduler::Schedule")
		?.apply({
			stack: "S",
			logicalId: "Job",
			region: "us-east-1",
			account: "000000000000",
			physicalId: undefined,
			properties: {
				Name: "job",
				FlexibleTimeWindow: { Mode: "OFF" },
				ScheduleExpression: "rate(10 minutes)",
				Target: { Arn: queueArn, RoleArn: roleArn, Input: "<aws.scheduler.scheduled-time>", ...target },
				...properties,
			},
		});

/** Long enough for the runner to look several times. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 700));

test("a rate fires at once and then once per step, in the role's session", async () => {
	const { context, sent } = await cloud();
	const service = await open(context);
	await apply(service, {});
	await service.start?.();
	await vi.waitFor(() => expect(sent).toHaveLength(1));
	await settle();
	expect(sent).toHaveLength(1);
	context.clock.move(10 * MINUTE);
	await vi.waitFor(() => expect(sent).toHaveLength(2));
	expect(Date.parse(sent[1]?.body ?? "") - Date.parse(sent[0]?.body ?? "")).toBe(10 * MINUTE);
	expect(sent[0]?.from).toMatchObject({
		kind: "session",
		roleArn,
		arn: expect.stringMatching(/:assumed-role\/scheduler\//),
	});
});

test("a clock that is moved far ahead fires a schedule once", async () => {
	const { context, sent } = await cloud();
	const service = await open(context);
	const soon = (new Date(context.clock.now()).getUTCMinutes() + 30) % 60;
	await apply(service, { ScheduleExpression: `cron(${soon} * * * ? *)` });
	await service.start?.();
	await settle();
	expect(sent).toEqual([]);
	context.clock.move(48 * 60 * MINUTE);
	await vi.waitFor(() => expect(sent).toHaveLength(1));
	await settle();
	expect(sent).toHaveLength(1);
});

test("what fell due while nothing ran is not made up for, and the next time holds", async () => {
	const { context, sent } = await cloud();
	const before = await open(context);
	await apply(before, { StartDate: new Date(context.clock.now() + 5 * MINUTE).toISOString() });
	context.clock.move(7 * MINUTE);
	const after = await open(context);
	await after.start?.();
	await settle();
	expect(sent).toEqual([]);
	expect(context.lines.join()).toMatch(/not made up for/);
	context.clock.move(15 * MINUTE + 1000);
	await vi.waitFor(() => expect(sent).toHaveLength(1));
});

test("a firing that was committed before a crash still reaches its target", async () => {
	const { context, sent, failures } = await cloud();
	failures.push(new AwsError("InternalFailure", "down", 500));
	const before = await open(context);
	await apply(before, {});
	await before.start?.();
	await vi.waitFor(() => expect(failures).toEqual([]));
	await before.stop?.();
	expect(sent).toEqual([]);
	context.clock.move(MINUTE);
	const after = await open(context);
	await after.start?.();
	await vi.waitFor(() => expect(sent).toHaveLength(1));
});

test("failures are retried as often as the policy says, then the dead-letter queue has it", async () => {
	const { context, sent, failures } = await cloud();
	failures.push(...Array.from({ length: 10 }, () => new AwsError("InternalFailure", "down", 500)));
	const service = await open(context);
	await apply(service, {}, { RetryPolicy: { MaximumRetryAttempts: 2 }, DeadLetterConfig: { Arn: deadArn } });
	await service.start?.();
	await vi.waitFor(
		() => {
			context.clock.move(context.clock.offset + 5000);
			expect(sent).toHaveLength(1);
		},
		{ timeout: 10_000, interval: 300 },
	);
	expect(failures).toHaveLength(7);
	expect(sent[0]?.queueArn).toBe(deadArn);
	expect(sent[0]?.attributes).toMatchObject({
		ERROR_CODE: { StringValue: "InternalFailure" },
		EXHAUSTED_RETRY_CONDITION: { StringValue: "MaximumRetryAttempts" },
		TARGET_ARN: { StringValue: queueArn },
	});
});

test("a refusal is not retried", async () => {
	const { context, sent, failures } = await cloud();
	failures.push(new AwsError("AccessDenied", "no", 403));
	const service = await open(context);
	await apply(service, {}, { DeadLetterConfig: { Arn: deadArn } });
	await service.start?.();
	await vi.waitFor(() => expect(sent.map(({ queueArn: to }) => to)).toEqual([deadArn]));
});

test("a disabled schedule and one past its end never fire", async () => {
	const { context, sent } = await cloud();
	const service = await open(context);
	await apply(service, { State: "DISABLED" });
	await apply(service, {
		Name: "ended",
		StartDate: new Date(context.clock.now() + MINUTE).toISOString(),
		EndDate: new Date(context.clock.now() + 2 * MINUTE).toISOString(),
		ScheduleExpression: "cron(0 0 1 1 ? 2199)",
	});
	await service.start?.();
	context.clock.move(60 * MINUTE);
	await settle();
	expect(sent).toEqual([]);
});

test("a function is invoked with its input", async () => {
	const { context } = await cloud();
	const calls: { functionArn: string; payload: string }[] = [];
	context.links.invokeFunction = async ({ functionArn, payload }) => {
		calls.push({ functionArn, payload });
	};
	const functionArn = "arn:aws:lambda:us-east-1:000000000000:function:f";
	const service = await open(context);
	await apply(service, { ScheduleExpression: "rate(1 day)" }, { Arn: functionArn, Input: '{"a":1}' });
	await service.start?.();
	await vi.waitFor(() => expect(calls).toEqual([{ functionArn, payload: '{"a":1}' }]));
});
