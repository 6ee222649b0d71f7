import { type AuditTrailError, type ErrorCode, errors } from "../errors.ts";

/** A problem document (RFC 9457); media type `application/problem+json`. */
export interface Problem {
	/** `urn:audit-trail:problem:<code>`: stable, and resolved by `docs/errors.md`. */
	type: string;
	/** The code alone, for programs. */
	code: ErrorCode;
	title: string;
	status: number;
	/** What happened in this case; absent where the title says all. */
	detail?: string;
	/** How to mend it. */
	mend: string;
	/** `urn:audit-trail:request:<id>`: the request, as it stands in the operator's log. */
	instance?: string;
}

/** @param requestId as the log knows the request */
export function problem(error: AuditTrailError, requestId?: string): Problem {
	const [status, title, mend] = errors[error.code];
	// What failed inside is for the operator's log: a message may name tables, keys or roles.
	const detail = error.code === "internal" || error.message === title ? {} : { detail: error.message };
	return {
		type: `urn:audit-trail:problem:${error.code}`,
		code: error.code,
		title,
		status,
		...detail,
		mend,
		...(requestId === undefined ? {} : { instance: `urn:audit-trail:request:${requestId}` }),
	};
}
