import type { APIGatewayProxyEvent } from "aws-lambda";
import type { Caller } from "../../src/access/caller.ts";
import { isRole } from "../../src/access/roles.ts";
import { AuditTrailError } from "../../src/errors.ts";
import { tenantId } from "../../src/ledger/identifiers.ts";

/** One HTTP request, as every handler sees it. */
export interface HttpRequest {
	method: string;
	/** Path template, e.g. `/v1/events/{ref}`. */
	path: string;
	/** Values of the template's places. */
	params: Readonly<Record<string, string>>;
	query: Readonly<Record<string, string>>;
	/** By lower-case name; the last one where a header came more than once. */
	headers: Readonly<Record<string, string>>;
	/** Bytes of the body as they were sent. */
	body: Buffer;
	requestId: string;
	/** Milliseconds since 1970 by which the answer must be on its way. */
	deadline: number;
}

/** API Gateway's integration timeout; what remains of the function's own is often more. */
const GATEWAY_MILLISECONDS = 29_000;
/** Time kept back to write the answer. */
const MARGIN_MILLISECONDS = 300;

export function httpRequest(event: APIGatewayProxyEvent, now: number, remaining: number): HttpRequest {
	const query: Record<string, string> = {};
	for (const [name, values] of Object.entries(event.multiValueQueryStringParameters ?? {})) {
		if (values === undefined) continue;
		// Which of two would count is a guess, and a guess about a filter is a wrong answer.
		if (values.length > 1)
			throw new AuditTrailError("request-invalid", `a query parameter was given more than once`);
		query[name] = values[0] ?? "";
	}
	const params: Record<string, string> = {};
	for (const [name, value] of Object.entries(event.pathParameters ?? {}))
		if (value !== undefined) params[name] = decodePlace(value);
	const headers: Record<string, string> = {};
	for (const [name, value] of Object.entries(event.headers ?? {}))
		if (value !== undefined) headers[name.toLowerCase()] = value;
	return {
		method: event.httpMethod,
		path: event.resource,
		params,
		query,
		headers,
		body: Buffer.from(event.body ?? "", event.isBase64Encoded ? "base64" : "utf8"),
		requestId: event.requestContext.requestId,
		deadline: now + Math.min(remaining, GATEWAY_MILLISECONDS) - MARGIN_MILLISECONDS,
	};
}

/** No id of ours is longer; a store would refuse a key of kilobytes as if it were the one at fault. */
const LONGEST_PLACE = 256;

function decodePlace(value: string): string {
	const text = decode(value);
	if (text.length > LONGEST_PLACE)
		throw new AuditTrailError("request-invalid", `an id in a path has at most ${LONGEST_PLACE} characters`);
	return text;
}

function decode(value: string): string {
	try {
		return decodeURIComponent(value);
	} catch (cause) {
		throw new AuditTrailError("request-invalid", "the path is not a well-formed URL", { cause });
	}
}

/**
 * The identity that the authorizer put into the request's context.
 * @throws AuditTrailError `credential-missing` where no authorizer ran: then there is no identity to trust
 */
export function callerOf(event: APIGatewayProxyEvent): Caller {
	const context: Readonly<Record<string, unknown>> = event.requestContext.authorizer ?? {};
	const { tenant, role, credential } = context;
	if (typeof tenant !== "string" || typeof role !== "string" || typeof credential !== "string")
		throw new AuditTrailError("credential-missing");
	if (!isRole(role)) throw new AuditTrailError("credential-refused", "the credential has an unknown role");
	return { tenant: tenantId(tenant), role, credential };
}

/** @throws AuditTrailError `media-type-unsupported` unless the body is declared as JSON (in UTF-8, if it says) */
export function requireJson(request: HttpRequest): void {
	const type = request.headers["content-type"] ?? "";
	if (!/^application\/(?:[a-z0-9.+-]+\+)?json\s*(?:;\s*charset="?utf-8"?\s*)?$/i.test(type))
		throw new AuditTrailError("media-type-unsupported");
	const encoding = request.headers["content-encoding"] ?? "identity";
	if (encoding.toLowerCase() !== "identity")
		throw new AuditTrailError("media-type-unsupported", "send the body without Content-Encoding");
}
