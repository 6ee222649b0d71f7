import { Ajv, type ValidateFunction } from "ajv";
import { isRecord } from "../../record.ts";
import { AwsError } from "../../service.ts";

/**
 * Compiles a model's JSON Schema (draft 4, as API Gateway takes it). Where draft 4 differs from what the validator
 * reads (`id`, boolean `exclusiveMinimum`), and for references to other models, the schema is refused.
 */
export function compileSchema(schema: unknown): ValidateFunction {
	const own = isRecord(schema) ? { ...schema } : {};
	delete own["$schema"];
	try {
		return new Ajv({ strict: false, validateFormats: false }).compile(own);
	} catch (cause) {
		throw new AwsError(
			"BadRequestException",
			`the model's schema is not simulated: ${cause instanceof Error ? cause.message : String(cause)}`,
		);
	}
}
