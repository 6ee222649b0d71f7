import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { AwsError } from "../../../local/service.ts";
import { invokeRequest, lambdaCloud } from "./lambda-cloud.ts";

test("a function gets its event and context and its answer comes back", async () => {
	const cloud = await lambdaCloud();
	await cloud.define(
		"echo",
		`exports.handler = async (event, context) => ({
			event, name: context.functionName, memory: context.memoryLimitInMB, arn: context.invokedFunctionArn,
			left: context.getRemainingTimeInMillis() > 1000 && context.getRemainingTimeInMillis() <= 20000,
		});`,
	);
	const answer = await cloud.invoke("echo", { a: [1] });
	expect(answer).toEqual({
		status: 200,
		error: undefined,
		body: {
			event: { a: [1] },
			name: "echo",
			memory: "128",
			arn: "arn:aws:lambda:us-east-1:000000000000:function:echo",
			left: true,
		},
	});
});

test("a function sees the template's variables and Lambda's, and nothing of this machine's", async () => {
	process.env["PLANTED_IN_PARENT"] = "yes";
	const cloud = await lambdaCloud({ endpoint: "http://127.0.0.1:4701" });
	await cloud.define("env", "exports.handler = async () => process.env;", {
		Environment: { Variables: { STAGE: "test" } },
	});
	const { body } = await cloud.invoke("env", {});
	delete process.env["PLANTED_IN_PARENT"];
	expect(body).toMatchObject({
		STAGE: "test",
		AWS_REGION: "us-east-1",
		AWS_ENDPOINT_URL: "http://127.0.0.1:4701",
		AWS_SESSION_TOKEN: "token",
		AWS_LAMBDA_FUNCTION_NAME: "env",
		AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "128",
	});
	const names = Object.keys(body as object).filter((name) => !/^(AWS_|LAMBDA_|_)/.test(name));
	expect(names.sort()).toEqual(["HOME", "LANG", "NODE_COMPILE_CACHE", "PATH", "STAGE", "TMPDIR", "TZ"]);
});

test("an error of the handler is told with its type and message", async () => {
	const cloud = await lambdaCloud();
	await cloud.define("fails", `exports.handler = async () => { throw new TypeError("no such thing"); };`);
	const answer = await cloud.invoke("fails", {});
	expect(answer).toMatchObject({
		status: 200,
		error: "Unhandled",
		body: { errorType: "TypeError", errorMessage: "no such thing" },
	});
});

test.each([
	["a missing handler", "exports.other = () => {};", "Runtime.HandlerNotFound"],
	["a module that does not load", `throw new RangeError("bad start");`, "RangeError"],
	[
		"a handler with a callback",
		"exports.handler = (event, context, callback) => {};",
		"Runtime.CallbackHandlerDeprecated",
	],
	["a process that ends", "exports.handler = async () => process.exit(3);", "Runtime.ExitError"],
	[
		"a rejection nobody handles",
		`exports.handler = () => { Promise.reject(new Error("x")); return new Promise(() => {}); };`,
		"Runtime.UnhandledPromiseRejection",
	],
	["too large an answer", `exports.handler = async () => "x".repeat(7e6);`, "Function.ResponseSizeTooLarge"],
])("%s is a failed invocation", async (_name, code, errorType) => {
	const cloud = await lambdaCloud();
	await cloud.define("broken", code);
	expect(await cloud.invoke("broken", {})).toMatchObject({ error: "Unhandled", body: { errorType } });
});

test("a function whose time is over is killed, and the next invocation finds a new process", async () => {
	const cloud = await lambdaCloud();
	await cloud.define(
		"slow",
		`let served = 0;
		exports.handler = async (event) => { served += 1; if (event.hang) for (;;) {} return served; };`,
		{ Timeout: 1 },
	);
	expect((await cloud.invoke("slow", {})).body).toBe(1);
	expect(await cloud.invoke("slow", { hang: true })).toMatchObject({
		error: "Unhandled",
		body: {
			errorType: "Sandbox.Timedout",
			errorMessage: expect.stringContaining("timed out after 1.00 seconds"),
		},
	});
	expect((await cloud.invoke("slow", {})).body).toBe(1);
});

test("a function that takes more memory than it has is killed", async () => {
	const cloud = await lambdaCloud();
	await cloud.define(
		"greedy",
		`const kept = [];
		exports.handler = async () => { for (;;) { kept.push(Buffer.alloc(16e6, 1)); await new Promise((next) => setTimeout(next, 5)); } };`,
	);
	expect(await cloud.invoke("greedy", {})).toMatchObject({
		error: "Unhandled",
		body: { errorType: "Runtime.ExitError", errorMessage: expect.stringContaining("signal: killed") },
	});
});

test("two processes serve at once, and a third call is throttled", async () => {
	const cloud = await lambdaCloud();
	await cloud.define(
		"busy",
		"exports.handler = async () => { await new Promise((end) => setTimeout(end, 1500)); return process.pid; };",
	);
	const first = cloud.invoke("busy", {});
	const second = cloud.invoke("busy", {});
	const third = await cloud.invoke("busy", {}).catch((error: unknown) => error);
	expect(third).toBeInstanceOf(AwsError);
	expect(third).toMatchObject({ code: "TooManyRequestsException", status: 429 });
	const pids = new Set([(await first).body, (await second).body]);
	expect(pids.size).toBe(2);
});

test("a process keeps serving, and one of an older configuration does not serve again", async () => {
	const cloud = await lambdaCloud();
	await cloud.define("counter", "let n = 0; exports.handler = async () => (n += 1);");
	await cloud.invoke("counter", {});
	expect((await cloud.invoke("counter", {})).body).toBe(2);
	await cloud.define("counter", "let n = 0; exports.handler = async () => (n += 10);");
	expect((await cloud.invoke("counter", {})).body).toBe(10);
});

test("a moved clock is the function's clock, with credentials fetched anew", async () => {
	const cloud = await lambdaCloud();
	await cloud.define(
		"clock",
		"exports.handler = async () => ({ now: Date.now(), made: new Date().getTime(), key: process.env.AWS_ACCESS_KEY_ID, fixed: new Date(0).toISOString() });",
	);
	const day = 86_400_000;
	const before = (await cloud.invoke("clock", {})).body as { now: number; key: string };
	cloud.context.clock.move(day);
	const after = (await cloud.invoke("clock", {})).body as {
		now: number;
		made: number;
		key: string;
		fixed: string;
	};
	expect(after.now - before.now).toBeGreaterThanOrEqual(day);
	expect(after.made - after.now).toBeLessThan(1000);
	expect(after.key).not.toBe(before.key);
	expect(after.fixed).toBe("1970-01-01T00:00:00.000Z");
});

test("a dry run and a refused caller run nothing", async () => {
	const cloud = await lambdaCloud();
	await cloud.define("never", "exports.handler = async () => 1;");
	expect((await cloud.invoke("never", {}, { "x-amz-invocation-type": "DryRun" })).status).toBe(204);
	cloud.context.authorize = () => {
		throw new AwsError("AccessDeniedException", "no", 403);
	};
	await expect(cloud.invoke("never", {})).rejects.toMatchObject({ code: "AccessDeniedException" });
});

test.each([
	["never", "{", "InvalidRequestContentException"],
	["nobody", "{}", "ResourceNotFoundException"],
	["never:live", "{}", "InvalidParameterValueException"],
	["never", JSON.stringify("x".repeat(7 * 1024 * 1024)), "RequestTooLargeException"],
])("a call of %s that cannot be served is refused", async (name, body, code) => {
	const cloud = await lambdaCloud();
	await cloud.define("never", "exports.handler = async () => 1;");
	await expect(cloud.lambda.handle(invokeRequest(name, body))).rejects.toMatchObject({ code });
});

test.each([
	[{ VpcConfig: { SubnetIds: [] } }, "VpcConfig"],
	[{ Layers: ["x"] }, "Layers"],
	[{ Runtime: "nodejs22.x" }, "nodejs22.x"],
	[{ MemorySize: 64 }, "MemorySize"],
	[{ Environment: { Variables: { AWS_REGION: "x" } } }, "AWS_REGION"],
	[{ Code: { ImageUri: "x" } }, "ImageUri"],
	[{ Code: { S3Bucket: "b", S3Key: "absent.zip" } }, "absent.zip"],
])("a template with %j is refused by name", async (properties, name) => {
	const cloud = await lambdaCloud();
	await expect(cloud.define("refused", "exports.handler = 1", properties)).rejects.toThrow(name);
});

test("the log holds what the function wrote and a line per invocation, all JSON, and no payload", async () => {
	const cloud = await lambdaCloud();
	await cloud.define(
		"logs",
		`exports.handler = async (event) => { console.log(JSON.stringify({ note: 1 })); console.error("plain words"); return event; };`,
	);
	await cloud.invoke("logs", { secret: "never-written" });
	await cloud.lambda.stop?.();
	const text = readFileSync(`${cloud.context.state.directory}/logs/logs.log`, "utf8");
	const lines = text
		.trim()
		.split("\n")
		.map((line) => JSON.parse(line) as Record<string, unknown>);
	expect(lines).toContainEqual({ note: 1 });
	expect(lines).toContainEqual(expect.objectContaining({ message: "plain words" }));
	expect(lines).toContainEqual(expect.objectContaining({ type: "platform.report", status: "success" }));
	expect(text).not.toContain("never-written");
});
