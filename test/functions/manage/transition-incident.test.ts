import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { transitionIncident } from "../../../functions/manage/transition-incident.ts";
import type { Incident } from "../../../src/incidents/incident.ts";
import { tenantId } from "../../../src/ledger/identifiers.ts";
import { by, openManage } from "./manage.ts";

let manage: Awaited<ReturnType<typeof openManage>>;
beforeAll(async () => {
	manage = await openManage();
});
afterAll(() => manage.close());

const acme = tenantId("acme");
const opened = (id: string): Incident => ({
	tenant: acme,
	id,
	rule: "brute-force-address",
	severity: "high",
	status: "open",
	group: "token",
	values: [],
	count: 5,
	firstAt: 1,
	lastAt: 2,
	contributions: [],
	events: [],
	openedAt: 3,
	history: [],
	alert: { state: "published", at: 4 },
	version: 1,
});
const move = (id: string, to: unknown, caller = by("analyst")) =>
	manage.send({
		method: "POST",
		path: "/v1/incidents/{id}/transitions",
		params: { id },
		caller,
		body: JSON.stringify({ to }),
	});

describe("an incident's transition", () => {
	it("is kept with who asked for it and when, and closing notes the time", async () => {
		await manage.incidents.put(opened("one"), undefined);
		expect((await move("one", "investigating")).status).toBe(200);
		const closed = await move("one", "false-positive");
		expect(closed.json).toMatchObject({
			status: "false-positive",
			history: [
				{ from: "open", to: "investigating", by: "analyst-1", at: "2026-03-01T00:00:00.000Z" },
				{ from: "investigating", to: "false-positive" },
			],
		});
		expect((await manage.incidents.get(acme, "one"))?.closedAt).toBe(Date.UTC(2026, 2, 1));
	});
	it("is refused where the lifecycle has no such step", async () => {
		await manage.incidents.put(opened("two"), undefined);
		await move("two", "resolved");
		const reopened = await move("two", "open");
		expect(reopened.status).toBe(409);
		expect(reopened.json.code).toBe("state-conflict");
		expect((await move("two", "closed")).status).toBe(400);
	});
	it("is refused for another tenant's incident, and for a role that only reads", async () => {
		await manage.incidents.put(opened("three"), undefined);
		expect((await move("three", "resolved", by("analyst", "other"))).status).toBe(404);
		expect((await move("three", "resolved", by("auditor"))).status).toBe(403);
	});
	it("is not lost, and loses nothing, when the detector writes at the same time", async () => {
		await manage.incidents.put(opened("four"), undefined);
		let interfered = false;
		const answer = await transitionIncident(
			{
				method: "POST",
				path: "",
				params: { id: "four" },
				query: {},
				headers: { "content-type": "application/json" },
				body: Buffer.from('{"to":"resolved"}'),
				requestId: "",
				deadline: 0,
			},
			{ tenant: acme, role: "analyst", credential: "k" },
			{
				now: () => 9,
				incidents: {
					get: async (tenant, id) => {
						const read = await manage.incidents.get(tenant, id);
						if (read && !interfered) {
							interfered = true;
							await manage.incidents.put({ ...read, count: 6, version: 2 }, 1);
						}
						return read;
					},
					put: manage.incidents.put,
				},
			},
		);
		expect(answer.status).toBe(200);
		expect(await manage.incidents.get(acme, "four")).toMatchObject({
			count: 6,
			status: "resolved",
			version: 3,
		});
	});
});
