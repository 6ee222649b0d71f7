import { readdir, readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { AwsError, type AwsRequest, type LocalContext } from "../../../local/service.ts";
import { createSns } from "../../../local/sns/create-sns.ts";
import { kernelContext } from "../kernel-context.ts";

const topicArn = "arn:aws:sns:us-east-1:000000000000:alerts";
const administrator = { kind: "administrator", arn: "arn:aws:iam::000000000000:user/a" } as const;

const request = (form: Record<string, string>): AwsRequest => ({
	service: "sns",
	operation: form["Action"],
	target: undefined,
	method: "POST",
	path: "/",
	query: new URLSearchParams(),
	headers: {},
	body: Buffer.from(new URLSearchParams(form).toString()),
	caller: administrator,
	requestId: "r",
});

async function topic(
	context: LocalContext,
	protocol: string,
	endpoint: string,
	more: Record<string, string> = {},
) {
	const service = await createSns(context);
	await service.handle(request({ Action: "CreateTopic", Name: "alerts" }));
	const answer = await service.handle(
		request({
			Action: "Subscribe",
			TopicArn: topicArn,
			Protocol: protocol,
			Endpoint: endpoint,
			ReturnSubscriptionArn: "true",
			...more,
		}),
	);
	onTestFinished(async () => service.stop?.());
	return { service, subscriptionArn: /<SubscriptionArn>([^<]+)/.exec(String(answer.body))?.[1] ?? "" };
}

const attribute = (index: number, key: string, value: unknown) => ({
	[`Attributes.entry.${index}.key`]: key,
	[`Attributes.entry.${index}.value`]: typeof value === "string" ? value : JSON.stringify(value),
});

const publish = (context: LocalContext, message: string, subject?: string) =>
	context.links.publish?.({
		topicArn,
		message,
		from: administrator,
		...(subject === undefined ? {} : { subject }),
	});

const queueArn = "arn:aws:sqs:us-east-1:000000000000:q";
const deadArn = "arn:aws:sqs:us-east-1:000000000000:dead";

/** Queues that take what they get, or fail as told. */
async function queues(changes: Partial<LocalContext> = {}) {
	const context = await kernelContext(changes);
	const sent: { queueArn: string; body: string; attributes: Record<string, unknown> }[] = [];
	const failures: unknown[] = [];
	context.links.sendMessage = async ({ queueArn: to, body, attributes }) => {
		const failure = to === queueArn ? failures.shift() : undefined;
		if (failure) throw failure;
		sent.push({ queueArn: to, body, attributes: attributes ?? {} });
	};
	return { context, sent, failures };
}

test("what was published before a crash is delivered after it, once per message", async () => {
	const { context, sent } = await queues();
	await topic(context, "sqs", queueArn, attribute(1, "RawMessageDelivery", "true"));
	for (const message of ["one", "two"]) await publish(context, message);
	expect(sent).toEqual([]);
	const restarted = await createSns(context);
	onTestFinished(async () => restarted.stop?.());
	await restarted.start?.();
	await vi.waitFor(() => expect(sent.map(({ body }) => body).sort()).toEqual(["one", "two"]));
	await restarted.stop?.();
	const again = await createSns(context);
	await again.start?.();
	await again.stop?.();
	expect(sent).toHaveLength(2);
});

test("a failure that passes is tried again by the clock until it is delivered", async () => {
	const { context, sent, failures } = await queues();
	failures.push(
		...Array.from({ length: 5 }, () => new AwsError("InternalFailure", "down", 500)),
		new AwsError("KmsDisabled", "disabled"),
	);
	const { service } = await topic(context, "sqs", queueArn);
	await service.start?.();
	await publish(context, "kept");
	await vi.waitFor(() => expect(failures.length).toBeLessThanOrEqual(2));
	context.clock.move(100_000);
	await vi.waitFor(
		() => {
			context.clock.move(context.clock.offset + 20_000);
			expect(sent).toHaveLength(1);
		},
		{ timeout: 10_000, interval: 300 },
	);
});

test("a refusal goes to the dead-letter queue at once, with its reason", async () => {
	const { context, sent, failures } = await queues();
	failures.push(new AwsError("AccessDenied", "not allowed", 403));
	const { service } = await topic(
		context,
		"sqs",
		queueArn,
		attribute(1, "RedrivePolicy", { deadLetterTargetArn: deadArn }),
	);
	await service.start?.();
	await publish(context, "refused");
	await vi.waitFor(() => expect(sent).toHaveLength(1));
	expect(sent[0]?.queueArn).toBe(deadArn);
	expect(JSON.parse(sent[0]?.body ?? "{}")["Message"]).toBe("refused");
	expect(sent[0]?.attributes["ErrorMessage"]).toEqual({ DataType: "String", StringValue: "not allowed" });
});

test("without a dead-letter queue a refused message is given up, and the log says so", async () => {
	const { context, failures } = await queues();
	const lines: string[] = [];
	context.log = (line) => lines.push(line);
	failures.push(new AwsError("QueueDoesNotExist", "gone"));
	const { service } = await topic(context, "sqs", queueArn);
	await service.start?.();
	await publish(context, "lost");
	await vi.waitFor(() => expect(lines.join()).toMatch(/was given up: gone/));
	expect(lines.join()).not.toContain("lost");
});

test("planted faults deliver twice and late", async () => {
	const { context, sent } = await queues();
	const { service } = await topic(context, "sqs", queueArn, attribute(1, "RawMessageDelivery", "true"));
	await service.start?.();
	context.faults.plant({ name: "duplicate-delivery", target: "sns:Publish" });
	await publish(context, "twice");
	await vi.waitFor(() => expect(sent.map(({ body }) => body)).toEqual(["twice", "twice"]));
	context.faults.plant({ name: "late-delivery", target: "sns:Publish", milliseconds: 3_600_000 });
	await publish(context, "late");
	await publish(context, "soon");
	await vi.waitFor(() => expect(sent.at(-1)?.body).toBe("soon"));
	context.clock.move(3_600_001);
	await vi.waitFor(() => expect(sent.at(-1)?.body).toBe("late"));
});

test("a web endpoint confirms first, is tried again while it fails, and after 3,600 s the dead-letter queue has it", async () => {
	const { context, sent } = await queues();
	const bodies: Record<string, string>[] = [];
	let status = 200;
	const server = createServer(async (incoming, outgoing) => {
		let text = "";
		for await (const piece of incoming) text += piece;
		bodies.push(JSON.parse(text));
		outgoing.writeHead(status).end();
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	onTestFinished(() => void server.close());
	const { port } = server.address() as AddressInfo;
	const policy = { healthyRetryPolicy: { numRetries: 100, minDelayTarget: 60, maxDelayTarget: 600 } };
	const { service } = await topic(context, "http", `http://127.0.0.1:${port}/hook`, {
		...attribute(1, "RedrivePolicy", { deadLetterTargetArn: deadArn }),
		...attribute(2, "DeliveryPolicy", policy),
	});
	await service.start?.();
	await vi.waitFor(() => expect(bodies).toHaveLength(1));
	expect(bodies[0]?.["Type"]).toBe("SubscriptionConfirmation");
	await publish(context, "too early");
	await service.handle(
		request({ Action: "ConfirmSubscription", TopicArn: topicArn, Token: bodies[0]?.["Token"] ?? "" }),
	);
	await publish(context, "works");
	await vi.waitFor(() => expect(bodies.at(-1)?.["Message"]).toBe("works"));
	status = 503;
	await publish(context, "fails");
	await vi.waitFor(() => expect(bodies.at(-1)?.["Message"]).toBe("fails"));
	await vi.waitFor(
		() => {
			context.clock.move(context.clock.offset + 700_000);
			expect(sent.map(({ queueArn: to }) => to)).toEqual([deadArn]);
		},
		{ timeout: 15_000, interval: 300 },
	);
	expect(bodies.filter(({ Message }) => Message === "fails").length).toBeGreaterThan(2);
	expect(bodies.some(({ Message }) => Message === "too early")).toBe(false);
});

test("mail and text messages lie in the outbox, one file each, with no way to smuggle headers in", async () => {
	const context = await kernelContext();
	const { service } = await topic(context, "email", "ciso@example.org");
	await service.handle(
		request({ Action: "Subscribe", TopicArn: topicArn, Protocol: "sms", Endpoint: "+4912345678" }),
	);
	await service.start?.();
	await publish(context, "größer\nthan life", "Alert");
	await expect(publish(context, "x", "a\r\nBcc: all@example.org")).rejects.toThrow(/Subject/);
	await expect(
		service.handle(
			request({ Action: "Subscribe", TopicArn: topicArn, Protocol: "email", Endpoint: "a@b\r\nBcc: c@d" }),
		),
	).rejects.toThrow(/Endpoint/);
	const outbox = join(context.state.directory, "outbox");
	await vi.waitFor(async () => {
		const [text = ""] = await readdir(join(outbox, "sms"));
		expect(await readFile(join(outbox, "sms", text), "utf8")).toBe("To: +4912345678\n\ngrößer\nthan life\n");
		const [mail = ""] = await readdir(join(outbox, "email"));
		expect(mail).toMatch(/^\d{4}-\d\d-\d\dT.*-alerts-ciso-example-org-\w{8}\.eml$/);
		expect(await readFile(join(outbox, "email", mail), "utf8")).toContain("größer\r\nthan life");
	});
});

test("a function gets the event that AWS would hand it", async () => {
	const context = await kernelContext();
	const functionArn = "arn:aws:lambda:us-east-1:000000000000:function:f";
	const events: string[] = [];
	context.links.invokeFunction = async ({ payload, from }) => {
		expect(from).toEqual({ kind: "service", service: "sns.amazonaws.com", sourceArn: topicArn });
		events.push(payload);
	};
	const { service, subscriptionArn } = await topic(context, "lambda", functionArn);
	await service.start?.();
	await publish(context, "hello");
	await vi.waitFor(() => expect(events).toHaveLength(1));
	const [record] = JSON.parse(events[0] ?? "{}")["Records"];
	expect(record).toMatchObject({
		EventSource: "aws:sns",
		EventSubscriptionArn: subscriptionArn,
		Sns: { Message: "hello", TopicArn: topicArn, Subject: null },
	});
});
