import { randomBytes } from "node:crypto";
import { Check } from "typebox/value";
import { describe, expect, it } from "vitest";
import { incidentAnswer, incidentsAnswer } from "../../../src/api/answers.ts";
import type { Incident } from "../../../src/incidents/incident.ts";
import { sealValue } from "../../../src/incidents/sealed-value.ts";
import { acme, by, openQuery, ownerKey, tokenKey } from "./query.ts";

const seal = (key: typeof tokenKey, field: string, value: string) =>
	sealValue(key, field, value, randomBytes(16));

const incident = (id: string, more: Partial<Incident> = {}): Incident => ({
	tenant: acme,
	id,
	rule: "brute-force-address",
	severity: "high",
	status: "open",
	group: "token",
	values: [{ field: "context.ip", box: seal(tokenKey, "context.ip", "52.80.34.196") }],
	count: 5,
	firstAt: Date.UTC(2026, 0, 1),
	lastAt: Date.UTC(2026, 0, 1, 1),
	contributions: [],
	events: ["0.0.0"],
	openedAt: Date.UTC(2026, 0, 1, 2),
	history: [],
	alert: { state: "published", at: 1 },
	version: 1,
	...more,
});

describe("incidents", () => {
	it("show the values of their group to roles that may see them", async () => {
		const query = openQuery();
		query.state.incidents = [
			incident("a", {
				values: [
					{ field: "context.ip", box: seal(tokenKey, "context.ip", "10.0.0.1") },
					{ field: "actor.id", owner: "o1", box: seal(ownerKey, "actor.id", "ada") },
				],
			}),
		];
		const { json } = await query.get("/v1/incidents", {}, by("analyst"));
		expect(Check(incidentsAnswer, json)).toBe(true);
		expect(json.incidents[0]).toMatchObject({
			id: "a",
			rule: "brute-force-address",
			group: { "context.ip": "10.0.0.1", "actor.id": "ada" },
			severity: "high",
			status: "open",
			count: 5,
			firstAt: "2026-01-01T00:00:00.000Z",
			lastAt: "2026-01-01T01:00:00.000Z",
		});
	});
	it("keep them from roles that may not", async () => {
		const query = openQuery();
		query.state.incidents = [incident("a")];
		const { json, body } = await query.get("/v1/incidents", {}, by("operator"));
		expect(json.incidents[0].group).toEqual({ "context.ip": "(sealed)" });
		expect(body).not.toContain("52.80");
	});
	it("say that a value is erased where its owner's key is gone", async () => {
		const query = openQuery();
		const box = seal(ownerKey, "actor.id", "ada");
		query.state.incidents = [incident("a", { values: [{ field: "actor.id", owner: "gone", box }] })];
		const { json } = await query.get("/v1/incidents");
		expect(json.incidents[0].group).toEqual({ "actor.id": "erased:gone" });
	});
	it("come page by page", async () => {
		const query = openQuery();
		query.state.incidents = ["a", "b", "c"].map((id) => incident(id));
		const first = await query.get("/v1/incidents", { limit: "2" });
		const second = await query.get("/v1/incidents", { limit: "2", cursor: first.json.cursor });
		expect([...first.json.incidents, ...second.json.incidents].map(({ id }) => id)).toEqual(["a", "b", "c"]);
		expect(second.json).not.toHaveProperty("cursor");
	});
	it("are found one by one, in their own tenant", async () => {
		const query = openQuery();
		query.state.incidents = [incident("a")];
		const find = (tenant: string) =>
			query.send({
				method: "GET",
				path: "/v1/incidents/{id}",
				params: { id: "a" },
				caller: by("analyst", tenant),
			});
		expect(Check(incidentAnswer, (await find("acme")).json)).toBe(true);
		expect((await find("other")).status).toBe(404);
	});
});
