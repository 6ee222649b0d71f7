import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { tenantId } from "../../../src/ledger/identifiers.ts";
import { by, openManage } from "./manage.ts";

let manage: Awaited<ReturnType<typeof openManage>>;
beforeAll(async () => {
	manage = await openManage();
});
afterAll(() => manage.close());

const url = "https://hooks.example.com/services/marker-4411";
const secret = `whsec_${Buffer.alloc(32, 9).toString("base64")}`;
const put = (name: string, body: unknown, caller = by("operator")) =>
	manage.send({
		method: "PUT",
		path: "/v1/channels/{name}",
		params: { name },
		caller,
		body: JSON.stringify(body),
	});
const list = (caller = by("operator")) => manage.send({ method: "GET", path: "/v1/channels", caller });

describe("channels", () => {
	it("keep URL and secret sealed: they are neither stored in the clear, nor returned, nor logged", async () => {
		const set = await put("pager", { kind: "webhook", url, secret });
		expect(set.status).toBe(200);
		const stored = await manage.channels.list(tenantId("acme"));
		const seen = JSON.stringify([set.json, (await list()).json, stored]) + manage.lines.join();
		expect(seen).not.toContain("marker-4411");
		expect(seen).not.toContain(secret);
		expect((await list()).json.channels).toMatchObject([
			{ name: "pager", kind: "webhook", host: "hooks.example.com", updatedBy: "operator-1" },
		]);
		expect(stored[0]?.sealed.length).toBeGreaterThan(0);
	});
	it("make a secret where none is given and show it once", async () => {
		const made = await put("made", { kind: "webhook", url });
		expect(made.json.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
		expect(JSON.stringify((await list()).json)).not.toContain(made.json.secret);
	});
	it("are removed, also twice", async () => {
		await put("gone", { kind: "webhook", url }, by("operator", "d"));
		const remove = () =>
			manage.send({
				method: "DELETE",
				path: "/v1/channels/{name}",
				params: { name: "gone" },
				caller: by("operator", "d"),
			});
		expect((await remove()).status).toBe(204);
		expect((await remove()).status).toBe(204);
		expect((await list(by("operator", "d"))).json.channels).toEqual([]);
	});
	it("are seen by their own tenant only", async () => {
		await put("mine", { kind: "webhook", url }, by("operator", "e"));
		expect((await list(by("operator", "f"))).json.channels).toEqual([]);
	});
	it("take http on loopback, where a receiver is tried out", async () => {
		const set = await put("local", { kind: "webhook", url: "http://127.0.0.1:9/x" }, by("operator", "g"));
		expect(set.status).toBe(200);
	});
	it.each([
		["http://example.com/x", /https/],
		["ftp://example.com", /https/],
		["https://user:pass@example.com", /user or password/],
		["https://example.com/#a", /fragment/],
		["not a url", /not a URL/],
		["http://127.evil.example", /https/],
	])("refuse %s", async (bad, why) => {
		const answer = await put("bad", { kind: "webhook", url: bad });
		expect(answer.status).toBe(400);
		expect(answer.json.detail).toMatch(why);
	});
	it("refuse a weak secret, another kind and a bad name", async () => {
		expect((await put("bad", { kind: "webhook", url, secret: "whsec_short" })).status).toBe(400);
		expect((await put("bad", { kind: "fax", url })).status).toBe(400);
		expect((await put("b/d", { kind: "webhook", url })).status).toBe(400);
	});
	it("may be read, not written, by an auditor", async () => {
		expect((await list(by("auditor"))).status).toBe(200);
		expect((await put("x", { kind: "webhook", url }, by("auditor"))).status).toBe(403);
	});
});
