import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { AwsError } from "../../../local/service.ts";
import { gatewayBench } from "./gateway-bench.ts";

test("a function gets the proxy event as AWS documents it, and its answer goes to the client", async () => {
	const bench = await gatewayBench();
	await bench.method("POST", "/v1/events/{ref}");
	await bench.deploy({ Variables: { color: "blue" } });
	let event: Record<string, unknown> = {};
	bench.functions["backend"] = (given) => {
		event = given;
		return {
			statusCode: 201,
			headers: { "X-One": "1" },
			multiValueHeaders: { "X-Two": ["a", "b"] },
			body: "done",
		};
	};
	const response = await bench.call("/live/v1/events/a%20b?x=1&x=2&y=%C3%A9", {
		method: "POST",
		headers: { "Content-Type": "application/json", "X-Mine": "yes" },
		body: '{"a":1}',
	});
	expect(response.status).toBe(201);
	expect(await response.text()).toBe("done");
	expect(response.headers.get("x-one")).toBe("1");
	expect(response.headers.get("x-two")).toBe("a, b");
	expect(event).toMatchObject({
		resource: "/v1/events/{ref}",
		path: "/v1/events/a%20b",
		httpMethod: "POST",
		pathParameters: { ref: "a b" },
		queryStringParameters: { x: "2", y: "é" },
		multiValueQueryStringParameters: { x: ["1", "2"], y: ["é"] },
		stageVariables: { color: "blue" },
		body: '{"a":1}',
		isBase64Encoded: false,
		requestContext: {
			apiId: bench.RestApiId,
			httpMethod: "POST",
			path: "/live/v1/events/a%20b",
			resourcePath: "/v1/events/{ref}",
			stage: "live",
			protocol: "HTTP/1.1",
			requestId: response.headers.get("x-amzn-requestid"),
			identity: { sourceIp: "127.0.0.1" },
		},
	});
	expect(event["headers"]).toMatchObject({ "X-Mine": "yes", "X-Forwarded-For": "127.0.0.1" });
	expect(event["multiValueHeaders"]).toMatchObject({ "X-Mine": ["yes"] });
});

test("bodies of binary media types pass as base64, both ways", async () => {
	const bench = await gatewayBench();
	await bench.method("POST", "/b");
	await bench.deploy();
	const bytes = Buffer.from([0, 255, 128]);
	bench.functions["backend"] = ({ body, isBase64Encoded }) => ({ statusCode: 200, body, isBase64Encoded });
	const type = "application/octet-stream";
	const response = await bench.call("/live/b", {
		method: "POST",
		headers: { "Content-Type": type, Accept: type },
		body: bytes,
	});
	expect(Buffer.from(await response.arrayBuffer())).toEqual(bytes);
});

test("fixed parts win over parameters, and these over the greedy one", async () => {
	const bench = await gatewayBench();
	for (const path of ["/a/fixed", "/a/{id}", "/{proxy+}"]) await bench.method("GET", path);
	await bench.method("ANY", "/any");
	await bench.deploy();
	bench.functions["backend"] = ({ resource, pathParameters }) => ({
		statusCode: 200,
		body: JSON.stringify([resource, pathParameters]),
	});
	const found = async (path: string) => (await bench.call(`/live${path}`)).json();
	expect(await found("/a/fixed")).toEqual(["/a/fixed", null]);
	expect(await found("/a/7")).toEqual(["/a/{id}", { id: "7" }]);
	expect(await found("/a/7/more")).toEqual(["/{proxy+}", { proxy: "a/7/more" }]);
	expect(await found("/any")).toEqual(["/any", null]);
});

test("a path, method or stage that is not there is 403 in API Gateway's own words", async () => {
	const bench = await gatewayBench();
	await bench.method("GET", "/a");
	await bench.deploy();
	expect(await (await bench.call("/live/b")).json()).toEqual({ message: "Missing Authentication Token" });
	expect((await bench.call("/live/a", { method: "POST" })).status).toBe(403);
	expect(await (await bench.call("/other/a")).json()).toEqual({ message: "Forbidden" });
	expect(bench.called).toEqual([]);
});

test.each([
	["no object", "text"],
	["no status", { body: "x" }],
	["a body that is no string", { statusCode: 200, body: { a: 1 } }],
	["headers that are no object", { statusCode: 200, headers: "x" }],
	["a header that is an object", { statusCode: 200, headers: { a: {} } }],
])("an answer with %s is a 502", async (_name, answer) => {
	const bench = await gatewayBench();
	await bench.method("GET", "/a");
	await bench.deploy();
	bench.functions["backend"] = () => answer;
	expect((await bench.call("/live/a")).status).toBe(502);
});

test("a function that fails is a 502, one that is throttled a 429, one that may not be called a 500", async () => {
	const bench = await gatewayBench();
	await bench.method("GET", "/a");
	await bench.deploy();
	const status = async (error: Error) => {
		bench.functions["backend"] = () => {
			throw error;
		};
		return (await bench.call("/live/a")).status;
	};
	expect(await status(new Error("defect"))).toBe(502);
	expect(await status(new AwsError("TooManyRequestsException", "Rate Exceeded.", 429))).toBe(429);
	expect(await status(new AwsError("AccessDeniedException", "no", 403))).toBe(500);
});

test("a function that takes longer than the integration's time is a 504", async () => {
	const bench = await gatewayBench();
	await bench.method("GET", "/a", {
		Integration: {
			Type: "AWS_PROXY",
			Uri: "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/f/invocations",
			TimeoutInMillis: 50,
		},
	});
	await bench.deploy();
	bench.functions["f"] = () => new Promise((resolve) => setTimeout(resolve, 500));
	const response = await bench.call("/live/a");
	expect(response.status).toBe(504);
	expect(await response.json()).toEqual({ message: "Endpoint request timed out" });
});

test("gateway responses answer with their status, headers and template", async () => {
	const bench = await gatewayBench();
	await bench.method("GET", "/a");
	await bench.apply("GatewayResponse", "NotFound", {
		ResponseType: "MISSING_AUTHENTICATION_TOKEN",
		StatusCode: "404",
		ResponseParameters: { "gatewayresponse.header.Content-Type": "'application/problem+json'" },
		ResponseTemplates: {
			"application/json":
				'{"detail":$context.error.messageString,"instance":"urn:request:$context.requestId"}',
		},
	});
	await bench.apply("GatewayResponse", "Default", {
		ResponseType: "DEFAULT_5XX",
		ResponseTemplates: { "application/json": '{"code":"internal"}' },
	});
	await bench.deploy();
	const missing = await bench.call("/live/none");
	expect(missing.status).toBe(404);
	expect(missing.headers.get("content-type")).toBe("application/problem+json");
	expect(await missing.json()).toEqual({
		detail: "Missing Authentication Token",
		instance: `urn:request:${missing.headers.get("x-amzn-requestid")}`,
	});
	bench.functions["backend"] = () => "malformed";
	const broken = await bench.call("/live/a");
	expect([broken.status, await broken.json()]).toEqual([502, { code: "internal" }]);
});

test("required parameters and models are checked before the function is called", async () => {
	const bench = await gatewayBench();
	const validator = await bench.apply("RequestValidator", "V", {
		ValidateRequestBody: true,
		ValidateRequestParameters: true,
	});
	await bench.apply("Model", "M", {
		Name: "Order",
		ContentType: "application/json",
		Schema: {
			$schema: "http://json-schema.org/draft-04/schema#",
			type: "object",
			required: ["id"],
			properties: { id: { type: "string" } },
		},
	});
	await bench.method("POST", "/a", {
		RequestValidatorId: validator.physicalId,
		RequestParameters: {
			"method.request.header.Idempotency-Key": true,
			"method.request.querystring.lane": true,
			"method.request.querystring.from": false,
		},
		RequestModels: { "application/json": "Order" },
	});
	await bench.deploy();
	const call = async (path: string, body: string, headers: Record<string, string> = {}) => {
		const response = await bench.call(path, { method: "POST", body, headers });
		return [response.status, ((await response.json()) as { message?: string }).message];
	};
	const headers = { "Content-Type": "application/json", "Idempotency-Key": "k" };
	expect(await call("/live/a", "{}")).toEqual([
		400,
		"Missing required request parameters: [Idempotency-Key, lane]",
	]);
	expect(await call("/live/a?lane=1", '{"id":1}', headers)).toEqual([400, "Invalid request body"]);
	expect(await call("/live/a?lane=1", "{", headers)).toEqual([400, "Invalid request body"]);
	expect(bench.called).toEqual([]);
	expect(await call("/live/a?lane=1", '{"id":"x"}', headers)).toEqual([200, undefined]);
});

test("more requests than the burst are throttled, each method by itself", async () => {
	const bench = await gatewayBench();
	await bench.method("GET", "/a");
	await bench.method("GET", "/b");
	await bench.deploy({
		MethodSettings: [
			{ HttpMethod: "*", ResourcePath: "/*", ThrottlingRateLimit: 0, ThrottlingBurstLimit: 2 },
			{ HttpMethod: "GET", ResourcePath: "/~1b", ThrottlingRateLimit: 0, ThrottlingBurstLimit: 1 },
		],
	});
	const statuses = async (path: string) => {
		const found: number[] = [];
		for (let time = 0; time < 3; time += 1) found.push((await bench.call(path)).status);
		return found;
	};
	expect(await statuses("/live/a")).toEqual([200, 200, 429]);
	expect(await statuses("/live/b")).toEqual([200, 429, 429]);
});

test("a body over 10 MB is a 413 that no function sees", async () => {
	const bench = await gatewayBench();
	await bench.method("POST", "/a");
	await bench.deploy();
	const response = await bench.call("/live/a", { method: "POST", body: Buffer.alloc(10 * 1024 * 1024 + 1) });
	expect(response.status).toBe(413);
	expect(bench.called).toEqual([]);
});

test("a stage serves what was deployed, whatever changes afterwards", async () => {
	const bench = await gatewayBench();
	await bench.method("GET", "/a");
	await bench.deploy();
	await bench.method("GET", "/b");
	expect((await bench.call("/live/b")).status).toBe(403);
	await bench.deploy();
	expect((await bench.call("/live/b")).status).toBe(200);
});

test("the access log gets one line per request, in the stage's format", async () => {
	const bench = await gatewayBench();
	await bench.method("GET", "/v1/{id}");
	await bench.deploy({
		AccessLogSetting: {
			DestinationArn: "arn:aws:logs:us-east-1:000000000000:log-group:api-access:*",
			Format:
				'{"route":"$context.resourcePath","status":"$context.status","error":"$context.error.responseType","id":"$context.requestId"}',
		},
	});
	const served = await bench.call("/live/v1/secret-id");
	await bench.call("/live/none");
	await bench.gateway.stop?.();
	const lines = readFileSync(`${bench.context.directory}/logs/api-access.log`, "utf8").trim().split("\n");
	expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
		{ route: "/v1/{id}", status: "200", error: "-", id: served.headers.get("x-amzn-requestid") },
		{ route: "-", status: "403", error: "MISSING_AUTHENTICATION_TOKEN" },
	]);
});
