import type { TSchema } from "typebox";
import { may, type Role, roles } from "../access/roles.ts";
import { type ErrorCode, errors } from "../errors.ts";
import { eventSchema } from "../event/event-schema.ts";
import { incidentAnswer, problemSchema, reportAnswer } from "./answers.ts";
import { hoistDefinitions } from "./hoist-definitions.ts";
import { type Operation, operations } from "./operations.ts";

/** The API in OpenAPI 3.1, made from the schemas by which requests are validated. */
export function openApi(): Record<string, unknown> {
	const paths: Record<string, Record<string, unknown>> = {};
	for (const [route, operation] of Object.entries<Operation>(operations)) {
		const [method = "", path = ""] = route.split(" ");
		paths[path] = { ...paths[path], [method.toLowerCase()]: describe(path, operation) };
	}
	const { value, definitions } = hoistDefinitions({ paths }, "#/components/schemas/", {
		Event: eventSchema,
		Problem: problemSchema,
		Incident: incidentAnswer,
		Report: reportAnswer,
	});
	return {
		openapi: "3.1.0",
		info: {
			title: "Audit trail",
			version: "1",
			description: "A compliance audit trail that a stranger can check.",
			license: { name: "MIT", identifier: "MIT" },
		},
		servers: [{ url: "/", description: "The prefix that the deployment printed" }],
		paths: value.paths,
		components: {
			schemas: definitions,
			securitySchemes: {
				key: {
					type: "http",
					scheme: "bearer",
					description: "An API key, `at_…`, made by an administrator of the tenant.",
				},
			},
		},
	};
}

function describe(path: string, operation: Operation): Record<string, unknown> {
	const { permission, query, body, success } = operation;
	const allowed = (Object.keys(roles) as Role[]).filter(
		(role) => permission !== "none" && may(role, permission),
	);
	return {
		operationId: operation.id,
		summary: operation.summary,
		...(permission === "none"
			? {}
			: {
					description: `Permission \`${permission}\`, held by: ${allowed.join(", ")}.`,
					security: [{ key: [] }],
				}),
		parameters: [
			...[...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
				name,
				in: "path",
				required: true,
				schema: { type: "string" },
			})),
			...Object.entries<TSchema>(query?.properties ?? {}).map(([name, schema]) => ({
				name,
				in: "query",
				required: query?.required?.includes(name) ?? false,
				schema,
			})),
			...(operation.idempotent ? [idempotencyKey] : []),
		],
		...(body ? { requestBody: { required: true, content: { "application/json": { schema: body } } } } : {}),
		responses: {
			[success.status]: {
				description: "Done",
				...(success.schema ? { content: { "application/json": { schema: success.schema } } } : {}),
			},
			...refusals(operation),
		},
	};
}

const idempotencyKey = {
	name: "Idempotency-Key",
	in: "header",
	required: false,
	description: "The same key and body again give the first answer for 24 hours, and store nothing twice.",
	schema: { type: "string", minLength: 1, maxLength: 128 },
};

/** Every refusal that the route may give, by status. */
function refusals(operation: Operation): Record<string, unknown> {
	const codes: ErrorCode[] = [
		...(operation.permission === "none"
			? []
			: (["credential-missing", "credential-refused", "permission-denied"] as const)),
		...(operation.query || operation.body ? (["request-invalid"] as const) : []),
		...(operation.body
			? (["body-unreadable", "body-ambiguous", "batch-too-large", "media-type-unsupported"] as const)
			: []),
		...operation.errors,
		"rate-exceeded",
		"internal",
		"store-unavailable",
		"deadline-exceeded",
	];
	const byStatus: Record<string, Set<ErrorCode>> = {};
	for (const code of codes) {
		const status = String(errors[code][0]);
		byStatus[status] ??= new Set();
		byStatus[status].add(code);
	}
	return Object.fromEntries(
		Object.entries(byStatus).map(([status, set]) => [
			status,
			{
				description: [...set].map((code) => `\`${code}\`: ${errors[code][1]}`).join("; "),
				content: { "application/problem+json": { schema: problemSchema } },
			},
		]),
	);
}
