import { link } from "../link.ts";
import { AwsError, type LocalContext } from "../service.ts";
import type { Authorization } from "./authorizer/authorization.ts";
import type { LiveStage } from "./live-stages.ts";
import type { ClientRequest } from "./request/client-request.ts";
import { type Exchange, proxyEvent } from "./request/proxy-event.ts";
import type { Route } from "./request/route.ts";
import type { Answer } from "./response/answer.ts";
import { proxyAnswer } from "./response/proxy-answer.ts";
import { GatewayFailure } from "./response/response-type.ts";

/** Milliseconds that a request waits for one of the function's two processes; more would start at AWS. */
const longestWait = 10_000;
/** Lambda's limit for an event. */
const largestEvent = 6 * 1024 * 1024;

/** What of a request is known so far, for logs and templates. */
export interface Progress {
	route?: Route;
	authorizer?: Record<string, string>;
	/** Milliseconds that the function took. */
	integrationLatency?: number;
}

/** Takes a request through route, throttle, authorizer and validation to its function; throws `GatewayFailure`. */
export async function serve(
	parts: { context: LocalContext; authorization: Authorization },
	live: LiveStage,
	request: ClientRequest,
	exchange: Exchange,
	progress: Progress,
): Promise<Answer> {
	const route = live.findRoute(request.method, request.segments);
	if (!route) throw new GatewayFailure("MISSING_AUTHENTICATION_TOKEN");
	progress.route = route;
	if (!live.throttle.admits(request.method, route.resourcePath)) throw new GatewayFailure("THROTTLED");
	const { authorizerId } = route.method;
	if (authorizerId !== undefined) {
		const authorizer = live.deployed.authorizers.find(({ id }) => id === authorizerId);
		if (!authorizer) throw new GatewayFailure("API_CONFIGURATION_ERROR");
		progress.authorizer = await parts.authorization.authorize(authorizer, { request, route, exchange });
	}
	live.validate(request, route);
	const event = JSON.stringify(proxyEvent(request, route, exchange, progress.authorizer));
	if (Buffer.byteLength(event) > largestEvent) throw new GatewayFailure("REQUEST_TOO_LARGE");
	const begin = performance.now();
	const payload = await integrate(parts.context, request, route, exchange, event);
	progress.integrationLatency = Math.round(performance.now() - begin);
	return proxyAnswer(payload, live.deployed.api.binaryMediaTypes, request.header("accept"));
}

async function integrate(
	context: LocalContext,
	request: ClientRequest,
	{ method }: Route,
	{ region, account, apiId, stage }: Exchange,
	payload: string,
): Promise<string> {
	const sourceArn = `arn:aws:execute-api:${region}:${account}:${apiId}/${stage}/${request.method}${request.path}`;
	let timer: NodeJS.Timeout | undefined;
	const late = new Promise<never>((_resolve, reject) => {
		timer = setTimeout(() => reject(new GatewayFailure("INTEGRATION_TIMEOUT")), method.timeout);
	});
	try {
		const run = link(
			context,
			"runFunction",
		)({
			functionArn: method.functionArn,
			payload,
			from: { kind: "service", service: "apigateway.amazonaws.com", sourceArn },
			wait: longestWait,
		});
		const result = await Promise.race([run, late]);
		if (result.functionError) throw new GatewayFailure("DEFAULT_5XX");
		return result.payload;
	} catch (error) {
		if (error instanceof GatewayFailure) throw error;
		if (error instanceof AwsError && error.status === 429) throw new GatewayFailure("THROTTLED");
		context.log(
			`API Gateway cannot call a function: ${error instanceof Error ? error.message : String(error)}`,
		);
		throw new GatewayFailure("API_CONFIGURATION_ERROR");
	} finally {
		clearTimeout(timer);
	}
}
