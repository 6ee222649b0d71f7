/** Response types of API Gateway with the status and message that each has by itself. */
const responseTypes = {
	ACCESS_DENIED: [403, "User is not authorized to access this resource"],
	API_CONFIGURATION_ERROR: [500, "Internal server error"],
	AUTHORIZER_CONFIGURATION_ERROR: [500, "Internal server error"],
	AUTHORIZER_FAILURE: [500, "Internal server error"],
	BAD_REQUEST_BODY: [400, "Invalid request body"],
	BAD_REQUEST_PARAMETERS: [400, "Missing required request parameters"],
	DEFAULT_4XX: [400, "Bad Request"],
	DEFAULT_5XX: [502, "Internal server error"],
	EXPIRED_TOKEN: [403, "The security token included in the request is expired"],
	INTEGRATION_FAILURE: [504, "Internal server error"],
	INTEGRATION_TIMEOUT: [504, "Endpoint request timed out"],
	INVALID_API_KEY: [403, "Forbidden"],
	INVALID_SIGNATURE: [403, "Forbidden"],
	MISSING_AUTHENTICATION_TOKEN: [403, "Missing Authentication Token"],
	QUOTA_EXCEEDED: [429, "Limit Exceeded"],
	REQUEST_TOO_LARGE: [413, "Request Entity Too Large"],
	RESOURCE_NOT_FOUND: [404, "Not Found"],
	THROTTLED: [429, "Too Many Requests"],
	UNAUTHORIZED: [401, "Unauthorized"],
	UNSUPPORTED_MEDIA_TYPE: [415, "Unsupported Media Type"],
	WAF_FILTERED: [403, "Forbidden"],
} as const satisfies Record<string, readonly [status: number, message: string]>;

export type ResponseType = keyof typeof responseTypes;

export const isResponseType = (type: string): type is ResponseType => Object.hasOwn(responseTypes, type);

/** Why API Gateway answers by itself instead of calling the function, or instead of its answer. */
export class GatewayFailure extends Error {
	override readonly name = "GatewayFailure";
	readonly type: ResponseType;
	readonly status: number;
	constructor(type: ResponseType, message?: string) {
		super(message ?? responseTypes[type][1]);
		this.type = type;
		this.status = responseTypes[type][0];
	}
}
