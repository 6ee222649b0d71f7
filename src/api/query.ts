import type { Static, TObject } from "typebox";
import { AuditTrailError } from "../errors.ts";
import { check } from "./check.ts";

/**
 * The parameters of a URL as their schema's type. Numbers are written in decimal digits; a parameter that is not
 * in the schema is refused, since a filter with a typing error would otherwise answer with too much.
 * @throws AuditTrailError `request-invalid`
 */
export function parseQuery<const Schema extends TObject>(
	schema: Schema,
	query: Readonly<Record<string, string>>,
): Static<Schema> {
	const known: Readonly<Record<string, unknown>> = schema.properties;
	const unknown = Object.keys(query).some((name) => !Object.hasOwn(known, name));
	if (unknown)
		throw new AuditTrailError(
			"request-invalid",
			`there is a parameter that is not known here; known are ${Object.keys(known).join(", ") || "none"}`,
		);
	const values = Object.entries(query).map(([name, text]) => [name, read(known[name], text)] as const);
	return check(schema, Object.fromEntries(values));
}

function read(property: unknown, text: string): unknown {
	const numeric =
		typeof property === "object" && property !== null && "type" in property && property.type === "integer";
	return numeric && /^\d{1,15}$/.test(text) ? Number(text) : text;
}
