import { execFile, spawnSync } from "node:child_process";
import { createServer } from "node:http";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";

const python = spawnSync("python3", ["--version"]).status === 0;

/** Stores by Idempotency-Key; refuses a body with the action `bad`; is down for the action `down`. */
async function serve() {
	const stored = new Map<string, string>();
	const requests: { key: string; body: string }[] = [];
	const faults = ["lost", "busy"];
	const server = createServer(async (request, response) => {
		let body = "";
		for await (const chunk of request) body += chunk;
		const key = String(request.headers["idempotency-key"]);
		requests.push({ key, body });
		const actions: string[] = JSON.parse(body).map((one: { action: string }) => one.action);
		const reply = (status: number, value: unknown, headers = {}) =>
			response.writeHead(status, headers).end(JSON.stringify(value));
		if (actions.includes("down")) return reply(503, {});
		if (actions.includes("bad")) return reply(400, { code: "body-ambiguous" });
		const fault = faults.shift();
		if (fault === "busy") return reply(429, {}, { "Retry-After": "3" });
		stored.set(key, body);
		if (fault === "lost") return response.destroy();
		return reply(200, { results: actions.map((id) => ({ status: "accepted", id })) });
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const address = server.address();
	const port = typeof address === "object" && address !== null ? address.port : 0;
	return {
		url: `http://127.0.0.1:${port}`,
		requests,
		actions: () =>
			[...stored.values()].flatMap((body) => JSON.parse(body).map((one: { action: string }) => one.action)),
		close: () => server.close(),
	};
}

describe("the Python client", () => {
	it.skipIf(!python)(
		"stores every event once and in order, though a reply is lost and one event is bad (skipped without python3)",
		async () => {
			const api = await serve();
			const { stdout } = await promisify(execFile)("python3", [
				join(import.meta.dirname, "check.py"),
				join(import.meta.dirname, "../../../client/python"),
				api.url,
			]);
			api.close();
			const said = JSON.parse(stdout);
			expect(api.actions()).toEqual(["a0", "a1", "a2", "a3", "a4", "a5", "a7", "a8", "a9"]);
			expect(said.failures).toEqual(["bad"]);
			expect(said.raised).toBe("failed");
			// Lost, then busy (which asked for three seconds), then the service that stayed down.
			expect(said.slept).toEqual([0.1, 3, 0.1]);
			const [first, second, third] = api.requests;
			expect([second, third]).toEqual([first, first]);
			expect(JSON.parse(first?.body ?? "")[0].actor.id).toBe("té");
		},
	);

	it.skipIf(!python)(
		"runs its example (skipped without python3)",
		async () => {
			const api = await serve();
			const root = join(import.meta.dirname, "../../..");
			await promisify(execFile)("python3", [join(root, "examples/send_event.py")], {
				env: {
					PATH: process.env["PATH"],
					PYTHONPATH: join(root, "client/python"),
					PYTHONDONTWRITEBYTECODE: "1",
					AUDIT_TRAIL_URL: api.url,
					AUDIT_TRAIL_KEY: "at_x",
				},
			});
			api.close();
			expect(api.actions()).toEqual(["record.read"]);
		},
		30_000,
	);
});
