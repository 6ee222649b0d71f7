import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { variant } from "../../checks/variants.ts";
import { root } from "../../lib/app.ts";
import { Physical } from "./physical.ts";

const { config, templates } = variant("small", "trial");
const physical = new Physical(templates, config.stage);
const resources = new Map(
	physical.of("AWS::ApiGateway::Resource").map((one) => [physical.reference(one), physical.properties(one)]),
);

/** `/v1/events/{ref}` from the chain of resources above it. */
function path(id: unknown): string {
	const resource = resources.get(String(id));
	return resource ? `${path(resource["ParentId"])}/${String(resource["PathPart"])}` : "";
}

const methods = physical.of("AWS::ApiGateway::Method").map((one) => {
	const own = physical.properties(one);
	return {
		route: `${String(own["HttpMethod"])} ${path(own["ResourceId"])}`,
		authorization: own["AuthorizationType"],
		validator: own["RequestValidatorId"],
		target: String(Object(own["Integration"]).Uri).replace(/^.*function:Pipeline-(\w+?)Function.*$/, "$1"),
	};
});

describe("the API", () => {
	test("has exactly the routes of docs/openapi.json", () => {
		const { paths }: { paths: Record<string, object> } = JSON.parse(
			readFileSync(join(root, "docs", "openapi.json"), "utf8"),
		);
		const documented = Object.entries(paths).flatMap(([path, operations]) =>
			Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
		);
		expect(methods.map(({ route }) => route).sort()).toEqual(documented.sort());
	});

	test("asks the authorizer on every route but two", () => {
		const open = methods.filter(({ authorization }) => authorization !== "CUSTOM");
		expect(open.map(({ route }) => route).sort()).toEqual(["GET /v1/health", "GET /v1/openapi.json"]);
	});

	test("sends each route to the stage of docs/architecture.md", () => {
		const target = (route: string) => methods.find((method) => method.route === route)?.target;
		expect(target("POST /v1/events")).toBe("Ingest");
		expect(target("GET /v1/events")).toBe("Query");
		expect(target("GET /v1/segments")).toBe("Query");
		expect(target("POST /v1/reports")).toBe("Manage");
		expect(target("DELETE /v1/keys/{id}")).toBe("Manage");
		expect(target("GET /v1/health")).toBe("Health");
	});

	test("validates requests on every route and keeps a refused credential for a minute at most", () => {
		expect(methods.filter(({ validator }) => validator === undefined)).toEqual([]);
		const [authorizer] = physical.of("AWS::ApiGateway::Authorizer").map((one) => physical.properties(one));
		expect(authorizer).toMatchObject({
			Type: "REQUEST",
			AuthorizerResultTtlInSeconds: 60,
			IdentitySource: "method.request.header.Authorization",
		});
	});

	test("logs no body, address, query or path value", () => {
		const [stage] = physical.of("AWS::ApiGateway::Stage").map((one) => physical.properties(one));
		expect(Object([stage?.["MethodSettings"]].flat()[0]).DataTraceEnabled).toBe(false);
		const format = String(Object(stage?.["AccessLogSetting"]).Format);
		expect(format).toContain("$context.resourcePath");
		expect(format).not.toMatch(/\$context\.(path|identity|requestOverride)|querystring|\$input/);
	});
});
