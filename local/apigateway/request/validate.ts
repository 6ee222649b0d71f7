import type { ValidateFunction } from "ajv";
import type { Deployed, Method } from "../definition.ts";
import { GatewayFailure } from "../response/response-type.ts";
import type { ClientRequest } from "./client-request.ts";
import type { Route } from "./route.ts";
import { compileSchema } from "./schema.ts";

export type Validate = (request: ClientRequest, route: Route) => void;

/** Holds requests against the method's parameters and models, as its validator asks; throws `GatewayFailure`. */
export function compileValidation({ validators, models }: Deployed): Validate {
	const schemas = new Map<string, ValidateFunction>(
		models.map(({ name, schema }) => [name, compileSchema(schema)]),
	);
	return (request, { method, pathParameters }) => {
		const validator = validators.find(({ id }) => id === method.validatorId);
		if (validator?.parameters) checkParameters(request, method, pathParameters);
		const type = request.header("content-type")?.split(";")[0]?.trim() ?? "application/json";
		const schema = schemas.get(method.requestModels[type] ?? "");
		if (validator?.body && schema && !schema(parse(request.body)))
			throw new GatewayFailure("BAD_REQUEST_BODY");
	};
}

function checkParameters(request: ClientRequest, method: Method, path: Record<string, string>): void {
	const missing = Object.entries(method.requestParameters)
		.filter(([, required]) => required)
		.map(([source]) => source.split(".").slice(2))
		.filter(([place, ...name]) => !present(request, path, place, name.join(".")))
		.map(([, ...name]) => name.join("."));
	if (missing.length > 0)
		throw new GatewayFailure(
			"BAD_REQUEST_PARAMETERS",
			`Missing required request parameters: [${missing.join(", ")}]`,
		);
}

function present(
	request: ClientRequest,
	path: Record<string, string>,
	place: string | undefined,
	name: string,
): boolean {
	if (place === "header") return (request.header(name) ?? "") !== "";
	if (place === "querystring") return (request.query.get(name)?.at(-1) ?? "") !== "";
	return (path[name] ?? "") !== "";
}

function parse(body: Buffer): unknown {
	try {
		return JSON.parse(body.toString("utf8"));
	} catch {
		throw new GatewayFailure("BAD_REQUEST_BODY");
	}
}
