import { AuditTrailError, type ErrorCode } from "../../src/errors.ts";

/** KMS says one of these when a key is disabled, deleted, out of reach or not ours to use. */
const keyFailures: ReadonlySet<string> = new Set([
	"DisabledException",
	"KMSInvalidStateException",
	"KeyUnavailableException",
	"KMSInternalException",
	"DependencyTimeoutException",
]);

const storeFailures: ReadonlySet<string> = new Set([
	"ProvisionedThroughputExceededException",
	"RequestLimitExceeded",
	"ThrottlingException",
	"TooManyRequestsException",
	"InternalServerError",
	"InternalServerException",
	"InternalError",
	"ServiceUnavailable",
	"SlowDown",
	"TimeoutError",
]);

/** Connection failures of Node, as the SDK passes them on. */
const networkCodes: ReadonlySet<string> = new Set([
	"ECONNREFUSED",
	"ECONNRESET",
	"EPIPE",
	"ETIMEDOUT",
	"ENOTFOUND",
]);

/**
 * Any thrown value as the one error of the product. What a store already explained passes; the SDK's own words
 * for "later" and "no key" become the codes that tell a client to send again; all else is `internal`.
 */
export function failure(thrown: unknown): AuditTrailError {
	if (thrown instanceof AuditTrailError) return thrown;
	return new AuditTrailError(codeOf(thrown), undefined, { cause: thrown });
}

function codeOf(thrown: unknown): ErrorCode {
	if (!(thrown instanceof Error)) return "internal";
	if (keyFailures.has(thrown.name)) return "key-unavailable";
	if (storeFailures.has(thrown.name)) return "store-unavailable";
	if ("code" in thrown && typeof thrown.code === "string" && networkCodes.has(thrown.code))
		return "store-unavailable";
	return "internal";
}
