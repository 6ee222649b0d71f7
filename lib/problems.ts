/**
 * Refusals that API Gateway gives before a function is called, as problem documents (RFC 9457).
 * Codes, titles and remedies are those of the product's error table; a test holds the two together.
 */
export interface GatewayProblem {
	/** API Gateway's response type. */
	type: string;
	code: string;
	title: string;
	mend: string;
	/** Absent on the catch-alls, which keep the status that API Gateway chose. */
	status?: number;
	/** Header → value. */
	headers?: Readonly<Record<string, string>>;
}

const missing = {
	code: "credential-missing",
	title: "A credential is needed",
	mend: "Send `Authorization: Bearer <API key>`.",
	status: 401,
	headers: { "WWW-Authenticate": 'Bearer realm="audit-trail"' },
};
const refused = {
	code: "credential-refused",
	title: "The credential is not valid",
	mend: "It may be mistyped, expired or revoked; ask an administrator for a new key.",
	status: 401,
	headers: { "WWW-Authenticate": 'Bearer realm="audit-trail"' },
};
const invalid = {
	code: "request-invalid",
	title: "The request does not fit its schema",
	mend: "See `detail` for the place and what it takes.",
};
const unknown = {
	code: "not-found",
	title: "There is no such thing",
	mend: "Check the id; a credential sees its own tenant only.",
	status: 404,
};
const tooMany = {
	code: "rate-exceeded",
	title: "Too many requests",
	mend: "Wait for `Retry-After` seconds; the same Idempotency-Key may be sent again.",
	status: 429,
	headers: { "Retry-After": "1" },
};
const failed = {
	code: "internal",
	title: "Something failed inside",
	mend: "Send the same request again with the same Idempotency-Key.",
};
const late = {
	code: "deadline-exceeded",
	title: "The work did not end in time",
	mend: "Send the same request again with the same Idempotency-Key; nothing is stored twice.",
	status: 504,
};

export const gatewayProblems: readonly GatewayProblem[] = [
	{ type: "UNAUTHORIZED", ...missing },
	// The authorizer's policy is for the whole API, so only a refused credential meets a denial.
	{ type: "ACCESS_DENIED", ...refused },
	{ type: "BAD_REQUEST_PARAMETERS", ...invalid, status: 400 },
	{ type: "BAD_REQUEST_BODY", ...invalid, status: 400 },
	// API Gateway's word for a path or method that does not exist.
	{ type: "MISSING_AUTHENTICATION_TOKEN", ...unknown },
	{ type: "RESOURCE_NOT_FOUND", ...unknown },
	{
		type: "REQUEST_TOO_LARGE",
		code: "batch-too-large",
		title: "The batch is too large",
		mend: "Split it: at most 500 events and 320 KB of event bytes.",
		status: 413,
	},
	{
		type: "UNSUPPORTED_MEDIA_TYPE",
		code: "media-type-unsupported",
		title: "The media type is not supported",
		mend: "Send `Content-Type: application/json`.",
		status: 415,
	},
	{ type: "THROTTLED", ...tooMany },
	{ type: "QUOTA_EXCEEDED", ...tooMany },
	{ type: "INTEGRATION_TIMEOUT", ...late },
	{ type: "INTEGRATION_FAILURE", ...failed, status: 500 },
	{ type: "AUTHORIZER_FAILURE", ...failed, status: 500 },
	{ type: "AUTHORIZER_CONFIGURATION_ERROR", ...failed, status: 500 },
	{ type: "DEFAULT_4XX", ...invalid },
	{ type: "DEFAULT_5XX", ...failed },
];

/** The body, with the places that API Gateway fills in. Its only quoted place is `messageString`. */
export function problemTemplate({ code, title, mend, status }: GatewayProblem): string {
	const fixed = JSON.stringify({
		type: `urn:audit-trail:problem:${code}`,
		code,
		title,
		...(status === undefined ? {} : { status }),
		mend,
		instance: "urn:audit-trail:request:$context.requestId",
	});
	return code === "request-invalid" ? `${fixed.slice(0, -1)},"detail":$context.error.messageString}` : fixed;
}
