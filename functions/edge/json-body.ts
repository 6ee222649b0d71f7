import type { Static, TSchema } from "typebox";
import { check } from "../../src/api/check.ts";
import { AuditTrailError } from "../../src/errors.ts";
import { parseJson } from "../../src/json/parse-json.ts";
import { type HttpRequest, requireJson } from "./request.ts";

/** Requests to manage something are small; a larger one is none. */
const BODY_BYTES = 16_384;

/**
 * The body of a request as its schema's type.
 * @throws AuditTrailError `media-type-unsupported`, `batch-too-large`, `body-unreadable`, `body-ambiguous`,
 * `request-invalid`
 */
export function jsonBody<const Schema extends TSchema>(schema: Schema, request: HttpRequest): Static<Schema> {
	requireJson(request);
	if (request.body.length > BODY_BYTES)
		throw new AuditTrailError("batch-too-large", `a body here has at most ${BODY_BYTES} bytes`);
	return check(schema, parseJson(request.body));
}
