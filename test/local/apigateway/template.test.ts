import { describe, expect, test } from "vitest";
import { gatewayBench } from "./gateway-bench.ts";

describe("what API Gateway would honour and this cloud does not is refused by name", () => {
	test.each([
		["RestApi", { Name: "x", Policy: {} }, "Policy"],
		["RestApi", { Name: "x", DisableExecuteApiEndpoint: true }, "DisableExecuteApiEndpoint"],
		["Stage", { StageName: "s", DeploymentId: "d", CacheClusterEnabled: true }, "cache"],
		["Stage", { StageName: "s", DeploymentId: "d", CanarySetting: {} }, "CanarySetting"],
		[
			"Stage",
			{ StageName: "s", DeploymentId: "d", MethodSettings: [{ DataTraceEnabled: true }] },
			"DataTraceEnabled",
		],
		[
			"Stage",
			{
				StageName: "s",
				DeploymentId: "d",
				AccessLogSetting: { DestinationArn: "arn:aws:firehose:us-east-1:000000000000:x", Format: "x" },
			},
			"log group",
		],
		["Authorizer", { Name: "a", Type: "COGNITO_USER_POOLS" }, "COGNITO_USER_POOLS"],
		["Model", { Name: "m", Schema: { properties: { a: { exclusiveMinimum: true } } } }, "schema"],
		[
			"Model",
			{ Name: "m", Schema: { $ref: "https://apigateway.amazonaws.com/restapis/x/models/y" } },
			"schema",
		],
		["GatewayResponse", { ResponseType: "UNHEARD" }, "UNHEARD"],
		["GatewayResponse", { ResponseType: "THROTTLED", ResponseTemplates: { "a/b": "#set($x = 1)" } }, "#set"],
		[
			"GatewayResponse",
			{ ResponseType: "THROTTLED", ResponseTemplates: { "a/b": "$input.body" } },
			"$input.body",
		],
		[
			"GatewayResponse",
			{
				ResponseType: "THROTTLED",
				ResponseParameters: { "gatewayresponse.header.A": "method.request.header.B" },
			},
			"literal",
		],
		["UsagePlan", {}, "no provider"],
	])("%s %j: %s", async (kind, properties, name) => {
		const bench = await gatewayBench();
		const own = kind === "RestApi" ? { RestApiId: undefined } : {};
		await expect(async () => bench.apply(kind, "X", { ...properties, ...own })).rejects.toThrow(name);
	});

	test.each([
		[{ AuthorizationType: "AWS_IAM" }, "AWS_IAM"],
		[{ AuthorizationType: "CUSTOM" }, "AuthorizerId"],
		[{ ApiKeyRequired: true }, "ApiKeyRequired"],
		[{ Integration: { Type: "MOCK" } }, "MOCK"],
		[
			{ Integration: { Type: "AWS_PROXY", Uri: "arn:aws:apigateway:us-east-1:dynamodb:action/PutItem" } },
			"Lambda function",
		],
		[{ MethodResponses: [] }, "MethodResponses"],
	])("method %j: %s", async (properties, name) => {
		const bench = await gatewayBench();
		await expect(bench.method("GET", "/a", properties)).rejects.toThrow(name);
	});
});

test("two APIs cannot have a stage of one name", async () => {
	const bench = await gatewayBench();
	await bench.method("GET", "/a");
	await bench.deploy();
	const other = bench.apply("Stage", "Other", { RestApiId: "other", StageName: "live", DeploymentId: "d" });
	await expect(other).rejects.toThrow("another API has a stage live already");
});
