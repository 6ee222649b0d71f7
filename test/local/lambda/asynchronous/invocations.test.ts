import { expect, onTestFinished, test } from "vitest";
import { AsynchronousInvocations } from "../../../../local/lambda/asynchronous/invocations.ts";
import { invokeConfigs } from "../../../../local/lambda/asynchronous/invoke-config.ts";
import type { Outcome } from "../../../../local/lambda/process/outcome.ts";
import { AwsError } from "../../../../local/service.ts";
import { until } from "../../eventually.ts";
import { kernelContext } from "../../kernel-context.ts";
import { configuration } from "../mapping/mapping-bench.ts";

const failed: Outcome = { payload: '{"errorMessage":"no"}', functionError: "Unhandled" };
const destination = "arn:aws:sqs:us-east-1:000000000000:failures";

async function bench() {
	const context = await kernelContext();
	const sent: string[] = [];
	context.links.sendMessage = async ({ body }) => {
		sent.push(body);
	};
	const state = { calls: 0, answer: (_call: number): Outcome => failed };
	const invoker = {
		invoke: async () => {
			state.calls += 1;
			return state.answer(state.calls);
		},
	};
	const make = () => {
		const made = new AsynchronousInvocations(context, { find: async () => configuration }, invoker);
		onTestFinished(() => made.stop());
		return made;
	};
	const invocations = make();
	const left = async () => (await context.state.collection("lambda-asynchronous").list()).length;
	return { context, sent, state, invocations, make, left };
}

const event = { configuration, payload: '{"a":1}', requestId: "r1" };

test("an event that was accepted runs, also when the process died before", async () => {
	const { state, invocations, make, left } = await bench();
	state.answer = () => ({ payload: "null" });
	await invocations.accept(event);
	expect(state.calls).toBe(0);
	make().start();
	await until(async () => (await left()) === 0);
	expect(state.calls).toBe(1);
});

test("a failed event is tried again after one and after two minutes, and then goes to its destination", async () => {
	const { context, sent, state, invocations, left } = await bench();
	await invokeConfigs(context.state).put("reader", {
		maximumRetryAttempts: 2,
		maximumEventAge: 3600,
		onFailure: destination,
	});
	await invocations.accept(event);
	invocations.start();
	await until(() => state.calls === 1);
	context.clock.move(61_000);
	await until(() => state.calls === 2);
	context.clock.move(61_000 + 121_000);
	await until(async () => (await left()) === 0);
	expect(state.calls).toBe(3);
	expect(JSON.parse(sent[0] ?? "")).toMatchObject({
		requestContext: { requestId: "r1", condition: "RetriesExhausted", approximateInvokeCount: 3 },
		requestPayload: { a: 1 },
		responsePayload: { errorMessage: "no" },
	});
});

test("an event that grew too old is not tried", async () => {
	const { context, sent, state, invocations, left } = await bench();
	await invokeConfigs(context.state).put("reader", {
		maximumRetryAttempts: 2,
		maximumEventAge: 60,
		onFailure: destination,
	});
	await invocations.accept(event);
	context.clock.move(61_000);
	invocations.start();
	await until(async () => (await left()) === 0);
	expect(state.calls).toBe(0);
	expect(sent[0]).toContain("EventAgeExceeded");
});

test("throttling is no attempt", async () => {
	const { context, state, invocations, left } = await bench();
	state.answer = (call) => {
		if (call < 5) throw new AwsError("TooManyRequestsException", "Rate Exceeded.", 429);
		return { payload: "null" };
	};
	await invocations.accept(event);
	invocations.start();
	await until(async () => {
		context.clock.move(context.clock.offset + 1000);
		return (await left()) === 0;
	});
	expect(state.calls).toBe(5);
});
