import type { ClientRequest } from "./request/client-request.ts";
import { commonLogTime, type Exchange } from "./request/proxy-event.ts";
import type { ContextVariables } from "./response/template.ts";
import type { Progress } from "./serve.ts";

/** The `$context` variables of one request, for templates of gateway responses and for the access log. */
export function contextVariables(
	exchange: Exchange,
	request: ClientRequest | undefined,
	progress: Progress,
	ending: { status?: number; length?: number; latency?: number; errorType?: string; error?: string } = {},
): ContextVariables {
	const variables = new Map<string, string>();
	const set = (name: string, value: string | number | undefined) => {
		if (value !== undefined) variables.set(name, String(value));
	};
	set("accountId", exchange.account);
	set("apiId", exchange.apiId);
	set("deploymentId", exchange.deploymentId);
	set("extendedRequestId", exchange.requestId);
	set("requestId", exchange.requestId);
	set("requestTime", commonLogTime(exchange.at));
	set("requestTimeEpoch", exchange.at);
	set("stage", exchange.stage);
	set("protocol", "HTTP/1.1");
	set("httpMethod", request?.method);
	set("path", request && `/${exchange.stage}${request.path}`);
	set("identity.sourceIp", request?.sourceIp);
	set("identity.userAgent", request?.header("user-agent"));
	set("resourcePath", progress.route?.resourcePath);
	set("resourceId", progress.route?.method.resourceId);
	set("integrationLatency", progress.integrationLatency);
	for (const [name, value] of Object.entries(progress.authorizer ?? {})) set(`authorizer.${name}`, value);
	set("status", ending.status);
	set("responseLength", ending.length);
	set("responseLatency", ending.latency);
	set("error.responseType", ending.errorType);
	set("error.message", ending.error);
	set("error.messageString", ending.error === undefined ? undefined : JSON.stringify(ending.error));
	return variables;
}
