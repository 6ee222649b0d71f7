import { AuditTrailError } from "../src/errors.ts";

/** A failed SDK call as the product's error: the caller may send again; whether it was stored is unknown. */
export function storeError(cause: unknown): AuditTrailError {
	if (cause instanceof AuditTrailError) return cause;
	const aborted = cause instanceof Error && cause.name === "AbortError";
	return new AuditTrailError(aborted ? "deadline-exceeded" : "store-unavailable", undefined, { cause });
}
