import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openManage } from "../functions/manage/manage.ts";
import { acme, event, openQuery } from "../functions/query/query.ts";
import { gateway, openCli } from "./cli.ts";

const query = openQuery();
let manage: Awaited<ReturnType<typeof openManage>>;
let cli: ReturnType<typeof openCli>;
beforeAll(async () => {
	manage = await openManage();
	cli = openCli(
		gateway((route) =>
			/ \/v1\/(keys|channels)|^(POST|PUT|DELETE)/.test(route) ? manage.handler : query.handler,
		),
	);
	query.append(acme, 0, [
		event("user.login"),
		event("record.read", { actor: { type: "user", id: "eve\u001b[2J\u202e" }, outcome: "denied" }),
	]);
});
afterAll(async () => {
	cli.close();
	await manage.close();
});

describe("events", () => {
	it("prints an aligned table, and an array as JSON", async () => {
		const { out, err, exit } = await cli.run(["events", "--oldest"]);
		expect(exit).toBe(0);
		expect(out.split("\n")).toEqual([
			"OCCURRED             ACTOR     ACTION       RESOURCE    OUTCOME  REFERENCE",
			"2026-01-01 00:00:00  ada       user.login   host/web-1  success  0.0.0",
			"2026-01-01 00:00:00  eve�[2J�  record.read  host/web-1  denied   0.0.1",
			"",
		]);
		expect(err).toContain("2 events");
		expect((await cli.run(["events", "--json"])).json()).toHaveLength(2);
	});
	it("lets no event move the terminal's cursor or turn its line around", async () => {
		const { out } = await cli.run(["events"]);
		expect(out).not.toContain("\u001b");
		expect(out).not.toContain("\u202e");
	});
	it("filters, and follows the pages to its limit", async () => {
		expect((await cli.run(["events", "--outcome", "denied", "--json"])).json()).toHaveLength(1);
		const limited = await cli.run(["events", "--limit", "1"]);
		expect(limited.err).toContain("there are more");
		expect((await cli.run(["events", "--limit", "x"])).exit).toBe(2);
	});
});

describe("keys", () => {
	it("are made, listed and revoked", async () => {
		const made = await cli.run(["keys", "create", "--name", "shop", "--role", "producer", "--days", "9"]);
		expect(made.out).toMatch(/^at_[a-z2-7]{16}_\S+\n$/);
		expect(made.err).toContain("not shown again");
		const [key] = (await cli.run(["keys", "list", "--json"])).json();
		expect(key).toMatchObject({ name: "shop", role: "producer", state: "active" });
		expect((await cli.run(["keys", "revoke", key.id])).out).toContain("is revoked");
		expect((await cli.run(["keys", "list"])).out).toMatch(/shop {2,}producer {2,}revoked/);
		expect((await cli.run(["keys", "create", "--name", "shop"])).err).toContain("--role");
		expect((await cli.run(["keys", "burn"])).exit).toBe(2);
	});
});

describe("channels", () => {
	it("are set, listed and removed", async () => {
		const set = await cli.run(["channels", "set", "pager", "--url", "https://hooks.example.com/x"]);
		expect(set.out).toMatch(/pager is set to hooks.example.com\nwhsec_/);
		expect((await cli.run(["channels", "list"])).out).toMatch(/pager {2,}webhook {2,}hooks.example.com/);
		expect((await cli.run(["channels", "remove", "pager"])).exit).toBe(0);
		expect((await cli.run(["channels", "list", "--json"])).json()).toEqual([]);
	});
});

describe("report", () => {
	it("shows one as facts, and writes the document itself into a file", async () => {
		const text = '{"framework":"gdpr"}';
		query.state.objects.set("acme/rep_9/report.json", Buffer.from(text));
		query.state.reports = [
			{
				tenant: acme,
				report: "rep_9",
				framework: "gdpr",
				period: { from: Date.UTC(2026, 0, 1), to: Date.UTC(2026, 1, 1) },
				state: "ready",
				requestedAt: Date.UTC(2026, 1, 2),
				requestedBy: "schedule",
				version: 3,
				objects: [
					{
						format: "json",
						key: "acme/rep_9/report.json",
						sha256: createHash("sha256").update(text).digest("hex"),
						bytes: text.length,
					},
				],
			},
		];
		const { out } = await cli.run(["report", "get", "rep_9"]);
		expect(out).toMatch(/^id {9}rep_9\nframework {2}gdpr\nperiod {5}2026-01-01 00:00:00 to/);
		const file = join(cli.directory, "report.json");
		expect((await cli.run(["report", "get", "rep_9", "--output", file])).exit).toBe(0);
		expect(readFileSync(file, "utf8")).toBe(text);
		expect((await cli.run(["report", "get", "rep_9", "--format", "html"])).exit).toBe(2);
		query.state.reports = [];
	});

	it("is ordered, and refused where the order is unclear", async () => {
		const period = ["--from", "2026-01-01", "--to", "2026-02-01"];
		const ordered = await cli.run(["report", "request", "--framework", "gdpr", ...period, "--json"]);
		expect(ordered.json()).toMatchObject({ framework: "gdpr", state: "queued" });
		expect((await cli.run(["report", "request", "--framework", "gdpr"])).exit).toBe(2);
		const unknown = await cli.run(["report", "request", "--framework", "pci", ...period]);
		expect([unknown.exit, unknown.err]).toEqual([2, expect.stringContaining("framework must be one of")]);
		expect((await cli.run(["report", "get", "rep_nope"])).err).toContain("no report with that id");
		expect((await cli.run(["report", "list", "--json"])).json()).toEqual([]);
	});
});
