import { link } from "../../link.ts";
import { isRecord } from "../../record.ts";
import { AwsError, type LocalContext } from "../../service.ts";
import type { Authorizer } from "../definition.ts";
import type { ClientRequest } from "../request/client-request.ts";
import { type Exchange, requestContext, requestParts } from "../request/proxy-event.ts";
import type { Route } from "../request/route.ts";
import { GatewayFailure } from "../response/response-type.ts";

/** What an authorizer said of a caller. */
export interface Grant {
	policy: unknown;
	/** `principalId` and the authorizer's own context, as functions get them (values as strings). */
	context: Record<string, string>;
}

const longestWait = 5_000;

/** Calls the authorizer's function with the event of its type; throws `GatewayFailure`. */
export async function askAuthorizer(
	context: LocalContext,
	authorizer: Authorizer,
	call: { request: ClientRequest; route: Route; exchange: Exchange; methodArn: string; identity: string[] },
): Promise<Grant> {
	const { region, account, apiId } = call.exchange;
	const sourceArn = `arn:aws:execute-api:${region}:${account}:${apiId}/authorizers/${authorizer.id}`;
	let result: { payload: string; functionError?: "Unhandled" };
	try {
		result = await link(
			context,
			"runFunction",
		)({
			functionArn: authorizer.functionArn,
			payload: JSON.stringify(authorizerEvent(authorizer, call)),
			from: { kind: "service", service: "apigateway.amazonaws.com", sourceArn },
			wait: longestWait,
		});
	} catch (error) {
		if (error instanceof AwsError && error.status === 429) throw new GatewayFailure("THROTTLED");
		context.log(`API Gateway cannot call its authorizer: ${error instanceof Error ? error.message : ""}`);
		throw new GatewayFailure("AUTHORIZER_CONFIGURATION_ERROR");
	}
	const answer: unknown = JSON.parse(result.payload);
	if (result.functionError) {
		// The one message that stands for "no valid credential".
		const refused = isRecord(answer) && answer["errorMessage"] === "Unauthorized";
		throw new GatewayFailure(refused ? "UNAUTHORIZED" : "AUTHORIZER_FAILURE");
	}
	return readGrant(answer);
}

function authorizerEvent(
	{ type }: Authorizer,
	{ request, route, exchange, methodArn, identity }: Parameters<typeof askAuthorizer>[2],
): Record<string, unknown> {
	if (type === "TOKEN") return { type, methodArn, authorizationToken: identity[0] };
	return {
		type,
		methodArn,
		resource: route.resourcePath,
		path: request.path,
		httpMethod: request.method,
		...requestParts(request, route, exchange),
		requestContext: requestContext(request, route, exchange),
	};
}

function readGrant(answer: unknown): Grant {
	const unusable = () => new GatewayFailure("AUTHORIZER_CONFIGURATION_ERROR");
	if (!isRecord(answer) || typeof answer["principalId"] !== "string") throw unusable();
	const own = answer["context"] ?? {};
	if (!isRecord(own)) throw unusable();
	const context: Record<string, string> = { principalId: answer["principalId"] };
	for (const [name, value] of Object.entries(own)) {
		if (!["string", "number", "boolean"].includes(typeof value)) throw unusable();
		context[name] = String(value);
	}
	return { policy: answer["policyDocument"], context };
}
