import { existsSync } from "node:fs";
import { Agent, request } from "node:http";
import { flushCompileCache } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/*
 * Runs inside a function's process, as Lambda's own runtime client for Node does: loads the handler, then takes
 * one invocation after the other from the Runtime API. Imports nothing but Node, because it is not in the bundle.
 */

interface Invocation {
	requestId: string;
	deadline: number;
	functionArn: string;
	payload: string;
}

type Handler = (event: unknown, context: unknown) => unknown;

const agent = new Agent({ keepAlive: true, maxSockets: 1 });
const environment = process.env;
const [host, port] = (environment["AWS_LAMBDA_RUNTIME_API"] ?? "").split(":");
let current: string | undefined;

/** Without its parent the process has nobody to work for: the pipe's end says so, whatever killed it. */
process.stdin.on("end", () => process.exit(1)).resume();
/** Ctrl-C in the terminal reaches every process of the group; the parent ends this one in its own time. */
process.on("SIGINT", () => {});
process.on("uncaughtException", (error) => void die(error, undefined));
process.on("unhandledRejection", (error) => void die(error, "Runtime.UnhandledPromiseRejection"));

async function serve(handler: Handler): Promise<void> {
	const invocation = await next();
	current = invocation.requestId;
	const stopWatching = watchMemory();
	let path = "response";
	let answer: string;
	try {
		const result = await handler(JSON.parse(invocation.payload), contextOf(invocation));
		answer = JSON.stringify(result) ?? "null";
	} catch (error) {
		path = "error";
		answer = describe(error);
		console.error(answer);
	}
	stopWatching();
	current = undefined;
	await post(`invocation/${invocation.requestId}/${path}`, answer);
}

async function load(): Promise<Handler> {
	const root = environment["LAMBDA_TASK_ROOT"] ?? "";
	const name = environment["_HANDLER"] ?? "";
	const dot = name.lastIndexOf(".");
	const [file, member] = [name.slice(0, dot), name.slice(dot + 1)];
	const path = [".js", ".mjs", ".cjs"]
		.map((end) => join(root, file + end))
		.find((found) => existsSync(found));
	if (dot < 1 || path === undefined)
		throw named("Runtime.ImportModuleError", `Error: Cannot find module '${file}' in ${root}`);
	const module = (await import(pathToFileURL(path).href)) as Record<string, unknown> & {
		default?: Record<string, unknown>;
	};
	const handler = module[member] ?? module.default?.[member];
	if (typeof handler !== "function")
		throw named("Runtime.HandlerNotFound", `${name} is undefined or not exported`);
	if (handler.length > 2)
		throw named("Runtime.CallbackHandlerDeprecated", "handlers with a callback do not run on Node 24");
	return handler as Handler;
}

function contextOf({ requestId, deadline, functionArn }: Invocation): Record<string, unknown> {
	return {
		awsRequestId: requestId,
		callbackWaitsForEmptyEventLoop: true,
		functionName: environment["AWS_LAMBDA_FUNCTION_NAME"],
		functionVersion: environment["AWS_LAMBDA_FUNCTION_VERSION"],
		getRemainingTimeInMillis: () => deadline - Date.now(),
		invokedFunctionArn: functionArn,
		logGroupName: environment["AWS_LAMBDA_LOG_GROUP_NAME"],
		logStreamName: environment["AWS_LAMBDA_LOG_STREAM_NAME"],
		memoryLimitInMB: environment["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"],
	};
}

/** MB of pages that belong to Node's binary; Lambda does not charge them to the function. */
const ownPages = 64;

/** Ends the process when it takes more memory than the function has; what V8 does not count is seen here too. */
function watchMemory(): () => void {
	const limit = (Number(environment["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]) + ownPages) * 1024 * 1024;
	const timer = setInterval(() => {
		if (process.memoryUsage.rss() > limit) process.kill(process.pid, "SIGKILL");
	}, 100);
	return () => clearInterval(timer);
}

async function die(error: unknown, type: string | undefined): Promise<never> {
	const text = describe(type === undefined ? error : named(type, message(error)));
	console.error(text);
	await post(current === undefined ? "init/error" : `invocation/${current}/error`, text);
	process.exit(1);
}

function named(name: string, text: string): Error {
	const error = new Error(text);
	error.name = name;
	return error;
}

const message = (error: unknown) => (error instanceof Error ? error.message : String(error));

function describe(error: unknown): string {
	const known = error instanceof Error ? error : undefined;
	return JSON.stringify({
		errorType: known?.name ?? typeof error,
		errorMessage: message(error),
		trace: known?.stack?.split("\n") ?? [],
	});
}

async function next(): Promise<Invocation> {
	const { headers, body } = await call("GET", "invocation/next");
	const trace = headers["lambda-runtime-trace-id"];
	if (trace !== undefined) environment["_X_AMZN_TRACE_ID"] = String(trace);
	return {
		requestId: String(headers["lambda-runtime-aws-request-id"]),
		deadline: Number(headers["lambda-runtime-deadline-ms"]),
		functionArn: String(headers["lambda-runtime-invoked-function-arn"]),
		payload: body,
	};
}

async function post(path: string, body: string): Promise<void> {
	await call("POST", path, body);
}

/** The Runtime API gone means that the parent is gone. */
function call(
	method: string,
	path: string,
	body?: string,
): Promise<{ headers: NodeJS.Dict<string | string[]>; body: string }> {
	return new Promise((resolve) => {
		const options = { agent, host, port, method, path: `/2018-06-01/runtime/${path}` };
		const sent = request(options, (response) => {
			const chunks: Buffer[] = [];
			response.on("data", (chunk: Buffer) => chunks.push(chunk));
			response.on("end", () =>
				resolve({ headers: response.headers, body: Buffer.concat(chunks).toString() }),
			);
			response.on("error", () => process.exit(1));
		});
		sent.on("error", () => process.exit(1));
		sent.end(body);
	});
}

try {
	const handler = await load();
	await serve(handler);
	// Processes are ended by SIGKILL, which would lose what was compiled: the next one starts faster by it.
	flushCompileCache();
	for (;;) await serve(handler);
} catch (error) {
	await post("init/error", describe(error));
	process.exit(1);
}
