import { expect, test } from "vitest";
import { allow, gatewayBench } from "./gateway-bench.ts";

const everything = "arn:aws:execute-api:us-east-1:000000000000:*/*/*/*";
const bearer = (token: string) => ({ headers: { Authorization: `Bearer ${token}` } });

async function guarded(more: Record<string, unknown> = {}) {
	const bench = await gatewayBench();
	const { physicalId: AuthorizerId } = await bench.authorizer(more);
	for (const path of ["/a", "/b"])
		await bench.method("GET", path, { AuthorizationType: "CUSTOM", AuthorizerId });
	await bench.deploy();
	return bench;
}

test("the authorizer's context reaches the function as strings", async () => {
	const bench = await guarded();
	let event: Record<string, unknown> = {};
	bench.functions["authorizer"] = (given) => {
		event = given;
		return allow(everything, { tenant: "acme", level: 3, staff: true });
	};
	bench.functions["backend"] = ({ requestContext }) => ({
		statusCode: 200,
		body: JSON.stringify((requestContext as { authorizer?: unknown }).authorizer),
	});
	const response = await bench.call("/live/a", bearer("x"));
	expect(await response.json()).toEqual({
		principalId: "somebody",
		tenant: "acme",
		level: "3",
		staff: "true",
	});
	expect(event).toMatchObject({
		type: "REQUEST",
		methodArn: `arn:aws:execute-api:us-east-1:000000000000:${bench.RestApiId}/live/GET/a`,
		headers: { Authorization: "Bearer x" },
		resource: "/a",
	});
});

test("without the identity source nobody is asked: 401", async () => {
	const bench = await guarded();
	expect((await bench.call("/live/a")).status).toBe(401);
	expect(bench.called).toEqual([]);
});

test("a denial is 403, as is a policy that says nothing of the method; an explicit deny wins", async () => {
	const bench = await guarded({ AuthorizerResultTtlInSeconds: 0 });
	const status = async (answer: unknown) => {
		bench.functions["authorizer"] = () => answer;
		return (await bench.call("/live/a", bearer("x"))).status;
	};
	expect(await status(allow(everything, {}, "Deny"))).toBe(403);
	expect(await status(allow("arn:aws:execute-api:us-east-1:000000000000:other/*"))).toBe(403);
	const [both] = [allow(everything)];
	both.policyDocument.Statement.push({ Action: "*", Effect: "Deny", Resource: "*/GET/a" });
	expect(await status(both)).toBe(403);
	expect(await status(allow(everything))).toBe(200);
	expect(bench.called.filter((name) => name === "backend")).toHaveLength(1);
});

test("`Unauthorized` thrown is 401, any other error and any other answer 500", async () => {
	const bench = await guarded();
	const status = async (answer: () => unknown, token: string) => {
		bench.functions["authorizer"] = answer;
		return (await bench.call("/live/a", bearer(token))).status;
	};
	const throwing = (text: string) => () => {
		throw new Error(text);
	};
	expect(await status(throwing("Unauthorized"), "1")).toBe(401);
	expect(await status(throwing("defect"), "2")).toBe(500);
	expect(await status(() => ({ principalId: "p" }), "3")).toBe(500);
	expect(await status(() => ({ ...allow(everything), context: { list: [] } }), "4")).toBe(500);
	expect(await status(() => null, "5")).toBe(500);
	expect(bench.called).not.toContain("backend");
});

test("an answer is kept for its time and its identity, and its policy holds for every method", async () => {
	const bench = await guarded();
	bench.functions["authorizer"] = ({ methodArn }) => allow(String(methodArn));
	const asked = () => bench.called.filter((name) => name === "authorizer").length;
	expect((await bench.call("/live/a", bearer("x"))).status).toBe(200);
	expect((await bench.call("/live/a", bearer("x"))).status).toBe(200);
	expect(asked()).toBe(1);
	// The kept policy names one method only: AWS answers 403 on the next.
	expect((await bench.call("/live/b", bearer("x"))).status).toBe(403);
	expect(asked()).toBe(1);
	await bench.call("/live/a", bearer("y"));
	expect(asked()).toBe(2);
	bench.context.clock.move(61_000);
	await bench.call("/live/a", bearer("x"));
	expect(asked()).toBe(3);
});

test("a TOKEN authorizer gets the token, which must fit its expression", async () => {
	const bench = await guarded({ Type: "TOKEN", IdentityValidationExpression: "Bearer [a-z]+" });
	let event: Record<string, unknown> = {};
	bench.functions["authorizer"] = (given) => {
		event = given;
		return allow(everything);
	};
	expect((await bench.call("/live/a", bearer("123"))).status).toBe(401);
	expect(bench.called).toEqual([]);
	expect((await bench.call("/live/a", bearer("abc"))).status).toBe(200);
	expect(event).toMatchObject({ type: "TOKEN", authorizationToken: "Bearer abc" });
});

test("API Gateway calls functions as itself, for the authorizer and for the method", async () => {
	const bench = await guarded();
	const sources: unknown[] = [];
	bench.functions["authorizer"] = (_event, from) => {
		sources.push(from);
		return allow(everything);
	};
	bench.functions["backend"] = (_event, from) => {
		sources.push(from);
		return { statusCode: 200 };
	};
	await bench.call("/live/a", bearer("x"));
	const arn = `arn:aws:execute-api:us-east-1:000000000000:${bench.RestApiId}`;
	const service = "apigateway.amazonaws.com";
	expect(sources).toEqual([
		{ kind: "service", service, sourceArn: expect.stringContaining(`${arn}/authorizers/`) },
		{ kind: "service", service, sourceArn: `${arn}/live/GET/a` },
	]);
});
