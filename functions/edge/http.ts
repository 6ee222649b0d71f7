import middy from "@middy/core";
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from "aws-lambda";
import type { TObject } from "typebox";
import type { Caller } from "../../src/access/caller.ts";
import { problem } from "../../src/access/problem.ts";
import { may, type Permission } from "../../src/access/roles.ts";
import { parseQuery } from "../../src/api/query.ts";
import { noQuery } from "../../src/api/query-parameters.ts";
import { AuditTrailError } from "../../src/errors.ts";
import type { Clock } from "./clock.ts";
import { failure } from "./failure.ts";
import { describeError, type Log } from "./log.ts";
import { callerOf, type HttpRequest, httpRequest } from "./request.ts";
import { type HttpResponse, proxyResult } from "./response.ts";

/** A route: who may call it, and what answers. With `none` there is no caller, for no credential is asked for. */
export type Route = {
	/** Parameters that its URL may have; none where absent. Others are refused, never ignored. */
	query?: TObject;
} & (
	| { permission: Permission; answer(request: HttpRequest, caller: Caller): Promise<HttpResponse> }
	| { permission: "none"; answer(request: HttpRequest): Promise<HttpResponse> }
);

/** By `<METHOD> <path template>`, e.g. `GET /v1/events/{ref}`. */
export type Routes = Readonly<Record<string, Route>>;

export type HttpHandler = (event: APIGatewayProxyEvent, context: Context) => Promise<APIGatewayProxyResult>;

/** The function's own end is not waited for: a request that runs into it gets its 504 this much before. */
const EARLY_MILLISECONDS = 150;

/**
 * A Lambda handler behind API Gateway's proxy integration: finds the route, checks the caller's permission, and
 * turns every thrown error into a problem document. Nothing of a refused request is stored or logged.
 */
export function http(routes: Routes, ports: { clock: Clock; log: Log }): HttpHandler {
	const { clock, log } = ports;
	const requestIdOf = (event: APIGatewayProxyEvent) => event.requestContext.requestId;
	const nameOf = (event: APIGatewayProxyEvent) => `${event.httpMethod} ${event.resource}`;

	const handler = middy<APIGatewayProxyEvent, APIGatewayProxyResult>({
		timeoutEarlyInMillis: EARLY_MILLISECONDS,
		timeoutEarlyResponse: () => {
			throw new AuditTrailError("deadline-exceeded");
		},
	});
	handler.onError((middleware) => {
		const { event, error: thrown } = middleware;
		const error = failure(thrown);
		log(error.status >= 500 ? "error" : "info", {
			what: "request-refused",
			requestId: requestIdOf(event),
			...knownCaller(event),
			...(routes[nameOf(event)] ? { route: nameOf(event) } : {}),
			status: error.status,
			code: error.code,
			...(error.status >= 500 ? describeError(error.cause ?? error) : {}),
		});
		middleware.response = proxyResult(problemResponse(error, requestIdOf(event)), requestIdOf(event));
	});
	const answer = async (event: APIGatewayProxyEvent, context: Context): Promise<APIGatewayProxyResult> => {
		const started = clock.now();
		const route = find(routes, event);
		const request = httpRequest(event, started, context.getRemainingTimeInMillis());
		const response = await permitted(route, request, event);
		log("info", {
			what: "request",
			requestId: request.requestId,
			...knownCaller(event),
			route: nameOf(event),
			status: response.status,
			milliseconds: clock.now() - started,
		});
		return proxyResult(response, request.requestId);
	};
	const wrapped = handler.handler(answer);
	return async (event, context) => await wrapped(event, context);
}

function find(routes: Routes, event: APIGatewayProxyEvent): Route {
	const name = `${event.httpMethod} ${event.resource}`;
	const route = Object.hasOwn(routes, name) ? routes[name] : undefined;
	if (route) return route;
	const known = Object.keys(routes).some((route) => route.endsWith(` ${event.resource}`));
	throw new AuditTrailError(known ? "method-unknown" : "not-found");
}

async function permitted(
	route: Route,
	request: HttpRequest,
	event: APIGatewayProxyEvent,
): Promise<HttpResponse> {
	const query = route.query ?? noQuery;
	if (route.permission === "none") {
		parseQuery(query, request.query);
		return await route.answer(request);
	}
	const caller = callerOf(event);
	if (!may(caller.role, route.permission))
		throw new AuditTrailError(
			"permission-denied",
			`the role ${caller.role} does not hold the permission ${route.permission}`,
		);
	parseQuery(query, request.query);
	return await route.answer(request, caller);
}

/** What the log may say of the caller of a request that failed before its identity was asked for. */
function knownCaller(event: APIGatewayProxyEvent): Partial<Caller> {
	try {
		return callerOf(event);
	} catch {
		return {};
	}
}

function problemResponse(error: AuditTrailError, requestId: string): HttpResponse {
	return {
		status: error.status,
		type: "application/problem+json",
		body: JSON.stringify(problem(error, requestId)),
		headers: headersFor(error),
	};
}

function headersFor(error: AuditTrailError): Record<string, string> {
	if (error.status === 401) return { "WWW-Authenticate": 'Bearer realm="audit-trail"' };
	if (error.status === 429 || error.status === 503) return { "Retry-After": "1" };
	return {};
}
