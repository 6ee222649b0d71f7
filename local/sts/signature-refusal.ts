import { AwsError } from "../service.ts";

type Reason =
	| "missing"
	| "malformed"
	| "unknown-key"
	| "wrong-token"
	| "expired-token"
	| "mismatch"
	| "skewed"
	| "expired-request"
	| "unsigned-header"
	| "body-mismatch"
	| "unsupported";

type Family = "json" | "query" | "s3";

/** Protocols by signing name; one that is not here speaks the query protocol. */
const families: Readonly<Record<string, Family>> = {
	dynamodb: "json",
	kms: "json",
	lambda: "json",
	logs: "json",
	scheduler: "json",
	sqs: "json",
	"execute-api": "json",
	s3: "s3",
};

/** Error codes of each protocol for the same refusal, with the HTTP status. */
const codes: Readonly<Record<Reason, Readonly<Record<Family, readonly [code: string, status: number]>>>> = {
	missing: {
		json: ["MissingAuthenticationTokenException", 400],
		query: ["MissingAuthenticationToken", 403],
		s3: ["AccessDenied", 403],
	},
	malformed: {
		json: ["IncompleteSignatureException", 400],
		query: ["IncompleteSignature", 400],
		s3: ["AuthorizationHeaderMalformed", 400],
	},
	"unknown-key": {
		json: ["UnrecognizedClientException", 400],
		query: ["InvalidClientTokenId", 403],
		s3: ["InvalidAccessKeyId", 403],
	},
	"wrong-token": {
		json: ["UnrecognizedClientException", 400],
		query: ["InvalidClientTokenId", 403],
		s3: ["InvalidToken", 400],
	},
	"expired-token": {
		json: ["ExpiredTokenException", 400],
		query: ["ExpiredToken", 403],
		s3: ["ExpiredToken", 400],
	},
	mismatch: {
		json: ["InvalidSignatureException", 403],
		query: ["SignatureDoesNotMatch", 403],
		s3: ["SignatureDoesNotMatch", 403],
	},
	skewed: {
		json: ["InvalidSignatureException", 403],
		query: ["SignatureDoesNotMatch", 403],
		s3: ["RequestTimeTooSkewed", 403],
	},
	"expired-request": {
		json: ["AccessDeniedException", 403],
		query: ["AccessDenied", 403],
		s3: ["AccessDenied", 403],
	},
	"unsigned-header": {
		json: ["InvalidSignatureException", 403],
		query: ["SignatureDoesNotMatch", 403],
		s3: ["AccessDenied", 403],
	},
	"body-mismatch": {
		json: ["InvalidSignatureException", 403],
		query: ["SignatureDoesNotMatch", 403],
		s3: ["XAmzContentSHA256Mismatch", 400],
	},
	unsupported: {
		json: ["UnsupportedOperationException", 400],
		query: ["UnsupportedOperation", 400],
		s3: ["NotImplemented", 501],
	},
};

/** The refusal of a request's authentication in the words of the service that it was signed for. */
export function signatureRefusal(service: string, reason: Reason, message: string): AwsError {
	const [code, status] = codes[reason][families[service] ?? "query"];
	return new AwsError(code, message, status);
}
