import { AwsError } from "../service.ts";
import { invalid } from "./refusal.ts";

/** @throws AwsError `SerializationException` where the body is no JSON object */
export function readBody(body: Buffer): Record<string, unknown> {
	let input: unknown;
	try {
		// The reviver costs as much as the parsing: only where the name stands somewhere in the body.
		input = JSON.parse(body.toString(), body.includes("__proto__") ? refusePrototype : undefined);
	} catch (cause) {
		if (cause instanceof AwsError) throw cause;
		throw new AwsError("SerializationException", "The body is not readable JSON");
	}
	if (typeof input !== "object" || input === null || Array.isArray(input))
		throw new AwsError("SerializationException", "The body is no JSON object");
	return input as Record<string, unknown>;
}

/** dynalite copies names onto plain objects, where this one would vanish. */
function refusePrototype(name: string, value: unknown): unknown {
	if (name === "__proto__")
		throw invalid("The local cloud does not store an attribute of the name __proto__");
	return value;
}
