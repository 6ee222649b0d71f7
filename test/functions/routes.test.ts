import { describe, expect, it } from "vitest";
import type { Routes } from "../../functions/edge/http.ts";
import { http } from "../../functions/edge/http.ts";
import { callerOf } from "../../functions/edge/request.ts";
import { json } from "../../functions/edge/response.ts";
import { healthRoutes } from "../../functions/health/routes.ts";
import type { IngestPorts } from "../../functions/ingest/ports.ts";
import { ingestRoutes } from "../../functions/ingest/routes.ts";
import type { ManagePorts } from "../../functions/manage/ports.ts";
import { manageRoutes } from "../../functions/manage/routes.ts";
import type { QueryPorts } from "../../functions/query/ports.ts";
import { queryRoutes } from "../../functions/query/routes.ts";
import { may, type Permission, permissions, type Role, roles } from "../../src/access/roles.ts";
import { type Operation, operations } from "../../src/api/operations.ts";
import { lambdaContext, requestEvent } from "./edge/request-event.ts";

// The tables are built without touching a port: only what they declare is read.
const served: Routes = {
	...ingestRoutes({ retentionDays: 1 } as IngestPorts),
	...queryRoutes({} as QueryPorts),
	...manageRoutes({} as ManagePorts),
	...healthRoutes({} as never),
};
const documented: Readonly<Record<string, Operation>> = operations;

describe("the routes", () => {
	it("are those of the OpenAPI document, with its permissions and parameters", () => {
		for (const [name, route] of Object.entries(served)) {
			expect(documented[name]?.permission, name).toBe(route.permission);
			expect(documented[name]?.query, name).toBe(route.query);
		}
		expect(Object.keys(documented).filter((name) => !(name in served))).toEqual([]);
	});

	it("use every permission", () => {
		const used = new Set<string>(Object.values(documented).map(({ permission }) => permission));
		// This one is asked inside a route that two roles see differently.
		used.add("incidents:values");
		expect(permissions.filter((permission) => !used.has(permission))).toEqual([]);
	});

	/** Every role at every route: the handler behind it runs exactly where the table allows it. */
	const cases = (Object.keys(roles) as Role[]).flatMap((role) =>
		Object.entries(documented).map(([name, { permission }]) => ({ role, name, permission })),
	);
	it.each(cases)("$role at $name", async ({ role, name, permission }) => {
		const [method = "", path = ""] = name.split(" ");
		let ran = false;
		const answer = async () => {
			ran = true;
			return json(200, {});
		};
		const routes: Routes =
			permission === "none" ? { [name]: { permission, answer } } : { [name]: { permission, answer } };
		const handler = http(routes, { clock: { now: () => 0, sleep: async () => {} }, log: () => {} });
		const caller = { tenant: "acme", role, credential: "k" };
		const result = await handler(requestEvent({ method, path, caller }), lambdaContext());
		const allowed = permission === "none" || may(role, permission satisfies Permission);
		expect(ran).toBe(allowed);
		expect(result.statusCode).toBe(allowed ? 200 : 403);
		expect(callerOf(requestEvent({ method, path, caller })).role).toBe(role);
	});
});
