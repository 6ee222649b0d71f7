import type { Static, TSchema } from "typebox";
import { Check, Errors } from "typebox/value";
import { AuditTrailError } from "../errors.ts";

/**
 * A value as its schema's type.
 * @throws AuditTrailError `request-invalid`: names the first place that does not fit and what it takes, never
 * the value that stands there
 */
export function check<const Schema extends TSchema>(schema: Schema, value: unknown): Static<Schema> {
	if (Check(schema, value)) return value;
	throw new AuditTrailError("request-invalid", explain(schema, value));
}

function explain(schema: TSchema, value: unknown): string {
	// `boolean` repeats, for each unknown name, what `additionalProperties` says of all of them.
	const error = Errors(schema, value).find(({ keyword }) => keyword !== "boolean");
	if (!error) return "the request does not fit its schema";
	const place = error.instancePath === "" ? "the body" : error.instancePath.slice(1).replaceAll("/", ".");
	switch (error.keyword) {
		case "additionalProperties":
			return `${place} has a field that is not known here; see the OpenAPI document`;
		case "required":
			return `${place} lacks ${error.params.requiredProperties.join(", ")}`;
		case "enum":
			return `${place} must be one of ${error.params.allowedValues.join(", ")}`;
		default:
			return `${place} ${error.message}`;
	}
}
