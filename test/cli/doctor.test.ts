import { afterAll, describe, expect, it } from "vitest";
import { openCli } from "./cli.ts";

const check = (status: string, more: object = {}) => ({ status, message: `it is ${status}`, ...more });
let health: { status: number; body: unknown };
let lanes: Response;
const cli = openCli(async (url) =>
	String(url).endsWith("/v1/health")
		? new Response(JSON.stringify(health.body), { status: health.status })
		: lanes.clone(),
);
afterAll(() => cli.close());

const answer = (encryption: object) => ({
	status: "x",
	checks: {
		databaseConnectivity: check("healthy"),
		encryptionStatus: encryption,
		logWriting: check("healthy"),
		incidentDetection: check("degraded"),
	},
});

describe("doctor", () => {
	it("exits 0 when nothing is unhealthy", async () => {
		health = { status: 200, body: answer(check("healthy")) };
		lanes = Response.json({ lanes: [] });
		const { exit, out } = await cli.run(["doctor"]);
		expect(exit).toBe(0);
		expect(out.split("\n").slice(0, 2)).toEqual([
			"database    healthy    it is healthy",
			"encryption  healthy    it is healthy",
		]);
		expect(out).toContain("credential  healthy    the API key is taken");
	});
	it("exits 1 when a part is unhealthy, although that answer is a 503, and says what to do", async () => {
		health = { status: 503, body: answer(check("unhealthy", { whatToDo: "Enable the key." })) };
		const { exit, out } = await cli.run(["doctor"]);
		expect(exit).toBe(1);
		expect(out).toContain("encryption  unhealthy  it is unhealthy\n                       Enable the key.\n");
		const { json } = await cli.run(["doctor", "--json"]);
		expect(json()).toMatchObject({ status: "unhealthy" });
	});
	it("exits 1 when the key is refused", async () => {
		health = { status: 200, body: answer(check("healthy")) };
		const problem = { title: "The credential is not valid", mend: "Ask for a new key." };
		lanes = new Response(JSON.stringify(problem), { status: 401 });
		const { exit, out } = await cli.run(["doctor"]);
		expect(exit).toBe(1);
		expect(out).toContain("credential  unhealthy  The credential is not valid\n");
		expect(out).toContain("Ask for a new key.");
	});
	it("takes a key whose role may not look at the ledger", async () => {
		const detail = "the role administrator does not hold the permission ledger:progress";
		lanes = new Response(JSON.stringify({ title: "This role may not do that", detail }), { status: 403 });
		expect((await cli.run(["doctor"])).exit).toBe(0);
	});
	it("exits 2 where there is no audit trail", async () => {
		health = { status: 200, body: "<html>" };
		expect((await cli.run(["doctor"])).exit).toBe(2);
	});
});
