import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { by, openManage } from "./manage.ts";

let manage: Awaited<ReturnType<typeof openManage>>;
beforeAll(async () => {
	manage = await openManage();
});
afterAll(() => manage.close());

const create = (body: unknown, caller = by("administrator")) =>
	manage.send({ method: "POST", path: "/v1/keys", caller, body: JSON.stringify(body) });
const list = (tenant: string) =>
	manage.send({ method: "GET", path: "/v1/keys", caller: by("administrator", tenant) });

describe("keys over HTTP", () => {
	it("are shown once, with role and expiry, and never again", async () => {
		const made = await create(
			{ name: "shop", role: "producer", expiresInDays: 30 },
			by("administrator", "a"),
		);
		expect(made.status).toBe(201);
		expect(made.json).toMatchObject({
			name: "shop",
			role: "producer",
			state: "active",
			createdBy: "administrator-1",
			createdAt: "2026-03-01T00:00:00.000Z",
			expiresAt: "2026-03-31T00:00:00.000Z",
		});
		const listed = await list("a");
		const { key, ...shown } = made.json;
		expect(key).toMatch(/^at_/);
		expect(listed.json).toEqual({ keys: [shown] });
		expect(manage.lines.join()).not.toContain(key);
	});
	it("last 90 days unless asked otherwise", async () => {
		const made = await create({ name: "default", role: "auditor" });
		expect(made.json.expiresAt).toBe("2026-05-30T00:00:00.000Z");
	});
	it("are revoked by their id, in their own tenant only", async () => {
		const made = await create({ name: "door", role: "analyst" }, by("administrator", "b"));
		const revoke = (tenant: string) =>
			manage.send({
				method: "DELETE",
				path: "/v1/keys/{id}",
				params: { id: made.json.id },
				caller: by("administrator", tenant),
			});
		expect((await revoke("c")).status).toBe(404);
		expect((await revoke("b")).json).toMatchObject({ state: "revoked" });
		expect((await list("b")).json.keys[0]).toMatchObject({ id: made.json.id, state: "revoked" });
	});
	it.each([
		[{ name: "x", role: "root" }, /role must be one of producer, analyst/],
		[{ name: "x" }, /lacks role/],
		[{ name: "X!", role: "producer" }, /name must match/],
		[{ name: "x", role: "producer", expiresInDays: 367 }, /expiresInDays/],
		[{ name: "x", role: "producer", tenant: "other" }, /not known/],
		[["x"], /must be object/],
		[null, /must be object/],
	])("refuses %j and says why", async (body, why) => {
		const answer = await create(body);
		expect(answer.status).toBe(400);
		expect(answer.json.code).toBe("request-invalid");
		expect(answer.json.detail).toMatch(why);
	});
	it.each(["producer", "analyst", "auditor", "privacy-officer", "operator"])(
		"are no business of a %s",
		async (role) => {
			expect((await create({ name: "x", role: "producer" }, by(role))).status).toBe(403);
			expect((await manage.send({ method: "GET", path: "/v1/keys", caller: by(role) })).status).toBe(403);
		},
	);
});
