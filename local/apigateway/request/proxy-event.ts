import type { ClientRequest } from "./client-request.ts";
import { isBinary } from "./media-type.ts";
import type { Route } from "./route.ts";

/** What the whole answer to one request is known by. */
export interface Exchange {
	requestId: string;
	apiId: string;
	account: string;
	region: string;
	stage: string;
	deploymentId: string;
	variables: Record<string, string>;
	binaryMediaTypes: readonly string[];
	/** Milliseconds since 1970. */
	at: number;
}

/**
 * The event of a Lambda proxy integration, version 1.0 (API Gateway Developer Guide, "Input format of a Lambda
 * function for proxy integration").
 */
export function proxyEvent(
	request: ClientRequest,
	route: Route,
	exchange: Exchange,
	authorizer: Record<string, unknown> | undefined,
): Record<string, unknown> {
	const binary = isBinary(exchange.binaryMediaTypes, request.header("content-type"));
	return {
		resource: route.resourcePath,
		path: request.path,
		httpMethod: request.method,
		...requestParts(request, route, exchange),
		requestContext: {
			...requestContext(request, route, exchange),
			...(authorizer ? { authorizer } : {}),
		},
		body: request.body.length === 0 ? null : request.body.toString(binary ? "base64" : "utf8"),
		isBase64Encoded: binary,
	};
}

/** Headers, query, path parameters and stage variables, as proxies and authorizers get them. */
export const requestParts = (
	{ headers, query }: ClientRequest,
	{ pathParameters }: Route,
	{ variables }: Exchange,
) => ({
	headers: lastOf(headers),
	multiValueHeaders: Object.fromEntries(headers),
	queryStringParameters: query.size === 0 ? null : lastOf(query),
	multiValueQueryStringParameters: query.size === 0 ? null : Object.fromEntries(query),
	pathParameters: Object.keys(pathParameters).length === 0 ? null : pathParameters,
	stageVariables: Object.keys(variables).length === 0 ? null : variables,
});

export function requestContext(
	request: ClientRequest,
	{ method, resourcePath }: Route,
	exchange: Exchange,
): Record<string, unknown> {
	const { requestId, apiId, account, stage, deploymentId, at, region } = exchange;
	const path = `/${stage}${request.path === "/" ? "" : request.path}`;
	return {
		accountId: account,
		apiId,
		deploymentId,
		domainName: request.header("host") ?? `${apiId}.execute-api.${region}.amazonaws.com`,
		domainPrefix: apiId,
		extendedRequestId: requestId,
		httpMethod: request.method,
		identity: {
			accessKey: null,
			accountId: null,
			caller: null,
			cognitoAuthenticationProvider: null,
			cognitoAuthenticationType: null,
			cognitoIdentityId: null,
			cognitoIdentityPoolId: null,
			principalOrgId: null,
			sourceIp: request.sourceIp,
			user: null,
			userAgent: request.header("user-agent") ?? null,
			userArn: null,
		},
		path,
		protocol: "HTTP/1.1",
		requestId,
		requestTime: commonLogTime(at),
		requestTimeEpoch: at,
		resourceId: method.resourceId,
		resourcePath,
		stage,
	};
}

const lastOf = (values: ReadonlyMap<string, string[]>): Record<string, string> =>
	Object.fromEntries([...values].map(([name, all]) => [name, all.at(-1) ?? ""]));

const months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/** `09/Apr/2015:12:34:56 +0000` */
export function commonLogTime(at: number): string {
	const [, year, month, day, time] =
		/^(\d{4})-(\d\d)-(\d\d)T([\d:]{8})/.exec(new Date(at).toISOString()) ?? [];
	return `${day}/${months[Number(month) - 1]}/${year}:${time} +0000`;
}
