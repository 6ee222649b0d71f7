import { AwsError, type AwsRequest, type AwsResponse, type LocalContext } from "../service.ts";
import type { AsynchronousInvocations } from "./asynchronous/invocations.ts";
import { functionPolicy } from "./function-policy.ts";
import type { Functions } from "./functions.ts";
import type { Invoker } from "./invoker.ts";

const largestPayload = 6 * 1024 * 1024;
/** AWS raised it from 256 KB in 2025. */
const largestAsynchronousPayload = 1024 * 1024;

/** The operation Invoke, as the SDK speaks it; every other operation of Lambda is refused. */
export async function invokeApi(
	request: AwsRequest,
	parts: {
		context: LocalContext;
		functions: Functions;
		invoker: Invoker;
		asynchronous: AsynchronousInvocations;
	},
): Promise<AwsResponse> {
	const match = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(request.path);
	if (request.method !== "POST" || !match)
		throw new AwsError(
			"UnknownOperationException",
			`${request.method} ${request.path}: of Lambda's operations the local cloud simulates Invoke; deploy changes by the template`,
			404,
		);
	const { context, functions, invoker, asynchronous } = parts;
	const qualifier = request.query.get("Qualifier");
	if (qualifier !== null && qualifier !== "$LATEST")
		throw new AwsError("ResourceNotFoundException", `there is no version or alias ${qualifier}`, 404);
	const configuration = await functions.find(decodeURIComponent(match[1] ?? ""));
	context.authorize({
		caller: request.caller,
		action: "lambda:InvokeFunction",
		resource: configuration.arn,
		resourcePolicy: await functionPolicy(context.state, configuration.name),
	});
	const type = request.headers["x-amz-invocation-type"] ?? "RequestResponse";
	const payload = readPayload(request.body, type === "Event" ? largestAsynchronousPayload : largestPayload);
	const answer = (status: number, headers: Record<string, string>, body: string): AwsResponse => ({
		status,
		headers: { "Content-Type": "application/json", "X-Amz-Executed-Version": "$LATEST", ...headers },
		body,
	});
	if (type === "DryRun") return answer(204, {}, "");
	if (type === "Event") {
		await asynchronous.accept({ configuration, payload, requestId: request.requestId });
		return answer(202, {}, "");
	}
	if (type !== "RequestResponse")
		throw new AwsError("InvalidParameterValueException", `invocation type ${type} does not exist`);
	if (request.headers["x-amz-log-type"] === "Tail")
		throw new AwsError(
			"InvalidParameterValueException",
			"LogType Tail is not simulated: read the function's file in the state directory's logs folder",
		);
	const outcome = await invoker.invoke({ configuration, payload, requestId: request.requestId, wait: 0 });
	return answer(
		200,
		outcome.functionError ? { "X-Amz-Function-Error": outcome.functionError } : {},
		outcome.payload,
	);
}

/** An empty payload is an empty object to the function. */
function readPayload(body: Buffer, largest: number): string {
	if (body.length > largest)
		throw new AwsError(
			"RequestTooLargeException",
			`${body.length} byte payload is too large for the Invoke operation (limit ${largest} bytes)`,
			413,
		);
	if (body.length === 0) return "{}";
	const text = body.toString("utf8");
	try {
		JSON.parse(text);
	} catch (cause) {
		throw new AwsError(
			"InvalidRequestContentException",
			`Could not parse request body into json: ${cause instanceof Error ? cause.message : ""}`,
		);
	}
	return text;
}
