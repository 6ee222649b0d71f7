import Type from "typebox";
import { describe, expect, it } from "vitest";
import { http, type Routes } from "../../../functions/edge/http.ts";
import { type LogFields, logLines } from "../../../functions/edge/log.ts";
import { json } from "../../../functions/edge/response.ts";
import { AuditTrailError } from "../../../src/errors.ts";
import { lambdaContext, requestEvent, type Sent } from "./request-event.ts";

const analyst = { tenant: "acme", role: "analyst", credential: "k1" };
const clock = { now: () => 1_000, sleep: async () => {} };

async function send(routes: Routes, sent: Sent, remaining = 10_000) {
	const lines: string[] = [];
	const handler = http(routes, { clock, log: logLines((line) => lines.push(line), clock.now) });
	const result = await handler(requestEvent(sent), lambdaContext(remaining));
	const log: LogFields[] = lines.map((line) => JSON.parse(line));
	return { ...result, json: result.body === "" ? undefined : JSON.parse(result.body), log, lines };
}

const failing = (error: unknown): Routes => ({
	"GET /v1/events": {
		permission: "events:read",
		answer: async () => {
			throw error;
		},
	},
});
const events: Sent = { method: "GET", path: "/v1/events", caller: analyst };

describe("an HTTP function", () => {
	it("answers a permitted caller with the route's response and headers that keep it private", async () => {
		const routes: Routes = {
			"GET /v1/events": {
				permission: "events:read",
				query: Type.Object({ limit: Type.Integer() }, { additionalProperties: false }),
				answer: async (request, caller) =>
					json(200, { tenant: caller.tenant, query: request.query, deadline: request.deadline }),
			},
		};
		const answer = await send(routes, { ...events, query: { limit: "5" } });
		expect(answer.statusCode).toBe(200);
		expect(answer.json).toEqual({ tenant: "acme", query: { limit: "5" }, deadline: 10_700 });
		expect(answer.headers).toMatchObject({
			"Cache-Control": "no-store",
			"X-Content-Type-Options": "nosniff",
			"X-Request-Id": "request-1",
		});
		expect(answer.log).toMatchObject([
			{ what: "request", tenant: "acme", route: "GET /v1/events", status: 200 },
		]);
	});

	it("refuses a role without the permission before the route runs", async () => {
		const answer = await send(failing(new Error("the route ran")), {
			...events,
			caller: { ...analyst, role: "producer" },
		});
		expect(answer.statusCode).toBe(403);
		expect(answer.json).toMatchObject({ code: "permission-denied", status: 403 });
		expect(answer.json.detail).toContain("events:read");
	});

	it("refuses a request that no authorizer has seen, and a role that does not exist", async () => {
		const { caller: _, ...anonymous } = events;
		expect((await send(failing(new Error()), anonymous)).statusCode).toBe(401);
		const invented = await send(failing(new Error()), { ...events, caller: { ...analyst, role: "root" } });
		expect(invented.statusCode).toBe(401);
		expect(invented.headers).toHaveProperty("WWW-Authenticate");
	});

	it("tells a path that nobody serves from a method that the path does not take", async () => {
		const routes = failing(new Error());
		expect((await send(routes, { ...events, method: "DELETE" })).json.code).toBe("method-unknown");
		expect((await send(routes, { ...events, path: "/v1/other" })).json.code).toBe("not-found");
		expect((await send(routes, { ...events, method: "__proto__", path: "" })).json.code).toBe("not-found");
	});

	it("renders the product's errors as problem documents", async () => {
		const answer = await send(failing(new AuditTrailError("cursor-invalid")), events);
		expect(answer.statusCode).toBe(400);
		expect(answer.headers).toMatchObject({ "Content-Type": "application/problem+json" });
		expect(answer.json).toEqual({
			type: "urn:audit-trail:problem:cursor-invalid",
			code: "cursor-invalid",
			title: "The cursor is not one of ours",
			status: 400,
			mend: "Start again without `cursor`.",
			instance: "urn:audit-trail:request:request-1",
		});
	});

	it("says nothing of what failed inside, neither to the caller nor, in words, to the log", async () => {
		const answer = await send(failing(new TypeError("cannot read marker-7731 of table X")), events);
		expect(answer.statusCode).toBe(500);
		expect(answer.json.code).toBe("internal");
		expect(answer.body).not.toContain("marker-7731");
		expect(answer.lines.join()).not.toContain("marker-7731");
		expect(answer.log).toMatchObject([{ error: "TypeError", code: "internal", status: 500 }]);
		expect(answer.log[0]?.at?.length).toBeGreaterThan(0);
	});

	it("asks the caller to send again where AWS was busy or its key is disabled", async () => {
		const named = (name: string) => Object.assign(new Error("from AWS"), { name });
		const busy = await send(failing(named("ThrottlingException")), events);
		expect(busy.statusCode).toBe(503);
		expect(busy.headers).toHaveProperty("Retry-After");
		expect((await send(failing(named("DisabledException")), events)).json.code).toBe("key-unavailable");
		const refused = Object.assign(new Error("connect"), { code: "ECONNREFUSED" });
		expect((await send(failing(refused), events)).json.code).toBe("store-unavailable");
	});

	it("answers 504 when the work outlasts the invocation", async () => {
		const never: Routes = {
			"GET /v1/events": { permission: "events:read", answer: () => new Promise<never>(() => {}) },
		};
		const answer = await send(never, events, 160);
		expect(answer.statusCode).toBe(504);
		expect(answer.json.code).toBe("deadline-exceeded");
	});

	it("refuses a query parameter that the route does not take", async () => {
		const answer = await send(failing(new Error("the route ran")), { ...events, query: { actr: "marker" } });
		expect(answer.json).toMatchObject({ code: "request-invalid" });
		expect(answer.body).not.toContain("marker");
	});

	it("refuses a query parameter that comes twice and a path that does not decode", async () => {
		const routes = failing(new Error());
		expect((await send(routes, { ...events, query: { limit: ["1", "2"] } })).statusCode).toBe(400);
		expect((await send(routes, { ...events, params: { ref: "%E0%A4%A" } })).statusCode).toBe(400);
	});

	it("serves a route that asks for no credential without a caller", async () => {
		const routes: Routes = {
			"GET /v1/health": { permission: "none", answer: async () => json(200, { ok: true }) },
		};
		const answer = await send(routes, { method: "GET", path: "/v1/health" });
		expect(answer.json).toEqual({ ok: true });
	});

	it("passes the body's bytes on as they were sent, in text or in base64", async () => {
		const routes: Routes = {
			"POST /v1/events": {
				permission: "events:read",
				answer: async (request) => json(200, request.body.toString("hex")),
			},
		};
		const post = { ...events, method: "POST" };
		expect((await send(routes, { ...post, body: "é" })).json).toBe("c3a9");
		expect((await send(routes, { ...post, body: Buffer.from([0xff, 0]) })).json).toBe("ff00");
	});
});
