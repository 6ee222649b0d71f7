import type { GatewayResponse } from "../definition.ts";
import type { Answer } from "./answer.ts";
import type { GatewayFailure } from "./response-type.ts";
import { type ContextVariables, fillTemplate } from "./template.ts";

/** API Gateway's own answer to a failure, by the API's gateway responses. */
export function gatewayAnswer(
	failure: GatewayFailure,
	responses: readonly GatewayResponse[],
	variables: ContextVariables,
	accept: string | undefined,
): Answer {
	const standard = failure.status < 500 ? "DEFAULT_4XX" : "DEFAULT_5XX";
	const response =
		responses.find(({ type }) => type === failure.type) ?? responses.find(({ type }) => type === standard);
	const filled = new Map([
		...variables,
		["error.message", failure.message],
		["error.messageString", JSON.stringify(failure.message)],
		["error.responseType", failure.type],
	]);
	const templates = Object.entries(response?.templates ?? {});
	const [contentType, template] = templates.find(([type]) => accept?.includes(type)) ??
		templates.find(([type]) => type === "application/json") ??
		templates[0] ?? ["application/json", '{"message":$context.error.messageString}'];
	return {
		status: response?.status ?? failure.status,
		headers: {
			"content-type": [contentType],
			"x-amzn-errortype": [errorTypes[failure.type] ?? "InternalServerErrorException"],
			...Object.fromEntries(
				Object.entries(response?.headers ?? {}).map(([name, value]) => [name.toLowerCase(), [value]]),
			),
		},
		body: Buffer.from(fillTemplate(template, filled, "")),
	};
}

const errorTypes: Readonly<Record<string, string>> = {
	ACCESS_DENIED: "AccessDeniedException",
	BAD_REQUEST_BODY: "BadRequestException",
	BAD_REQUEST_PARAMETERS: "BadRequestException",
	DEFAULT_4XX: "BadRequestException",
	MISSING_AUTHENTICATION_TOKEN: "MissingAuthenticationTokenException",
	REQUEST_TOO_LARGE: "RequestTooLargeException",
	RESOURCE_NOT_FOUND: "NotFoundException",
	THROTTLED: "TooManyRequestsException",
	UNAUTHORIZED: "UnauthorizedException",
	UNSUPPORTED_MEDIA_TYPE: "UnsupportedMediaTypeException",
};
