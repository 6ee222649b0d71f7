import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { commands } from "../../cli/commands.ts";
import { main } from "../../cli/main.ts";
import { openCli } from "./cli.ts";

const unreachable: typeof fetch = async () => {
	throw new TypeError("fetch failed");
};
const cli = openCli(unreachable);
afterAll(() => cli.close());

const raw = async (argv: string[], environment: Record<string, string> = {}, fetch = unreachable) => {
	let out = "";
	let err = "";
	const timing = { now: () => 0, random: () => 0, sleep: async () => {} };
	const stdout = { write: (text: string) => (out += text) };
	const exit = await main({
		argv,
		environment,
		stdout,
		stderr: { write: (text) => (err += text) },
		fetch,
		timing,
	});
	return { exit, out, err };
};

describe("the command line", () => {
	it("lists every command in its help, and says it again when nothing was asked", async () => {
		const help = await raw(["--help"]);
		expect(help.exit).toBe(0);
		for (const { name, summary } of commands) expect(help.out).toMatch(new RegExp(`  ${name} .*${summary}`));
		expect((await raw([])).exit).toBe(2);
	});
	it.each(commands.map(({ name }) => name))("explains %s with its options, aligned", async (name) => {
		const { exit, out } = await raw([name, "--help"]);
		expect(exit).toBe(0);
		expect(out).toContain(`audit-trail ${name}`);
		const help = out.split("\n").filter((line) => /^ {2}(-\w, | {4})--/.test(line));
		expect(help.length).toBeGreaterThanOrEqual(4);
		const columns = new Set(help.map((line) => /^.{6}--\S+(?: \S+)? {2,}/.exec(line)?.[0].length));
		expect(columns.size).toBe(1);
		expect(out.split("\n").every((line) => line.length <= 120)).toBe(true);
		expect((await raw(["help", name])).out).toBe(out);
	});
	it("exits 2 and says how to mend it when it cannot run", async () => {
		const unknown = await raw(["evnets"]);
		expect(unknown.exit).toBe(2);
		expect(unknown.err).toContain("there is no command evnets");
		const option = await raw(["events", "--limt", "3"]);
		expect([option.exit, option.err]).toEqual([2, expect.stringContaining("audit-trail events --help")]);
		const away = await cli.run(["events"]);
		expect([away.exit, away.err]).toEqual([2, expect.stringContaining("npm start")]);
	});
	it("shows a stack only when asked to", async () => {
		expect((await cli.run(["events"])).err).not.toMatch(/\n\s+at /);
		expect((await cli.run(["events", "--debug"])).err).toMatch(/\n\s+at /);
	});
	it("needs to be told where the audit trail is", async () => {
		const empty = mkdtempSync(join(tmpdir(), "audit-trail-none-"));
		const { exit, err } = await raw(["events", "--state", empty]);
		expect(exit).toBe(2);
		expect(err).toContain("AUDIT_TRAIL_URL");
		writeFileSync(join(empty, "endpoints.json"), "[]");
		expect((await raw(["events", "--state", empty])).err).toContain("is not what a local cloud writes");
	});
	it("takes URL and key from the environment, and a given directory before both", async () => {
		const seen: string[] = [];
		const answering: typeof fetch = async (url, init) => {
			seen.push(`${url} ${new Headers(init?.headers).get("authorization")}`);
			return new Response('{"events":[],"scanned":{"segments":0}}');
		};
		const environment = { AUDIT_TRAIL_URL: "http://env.test/live/", AUDIT_TRAIL_KEY: "at_env" };
		await raw(["events", "--json"], environment, answering);
		await raw(["events", "--json", "--state", cli.directory], environment, answering);
		expect(seen[0]).toMatch(/^http:\/\/env.test\/live\/v1\/events\?order=newest&limit=50 Bearer at_env$/);
		expect(seen[1]).toMatch(/^http:\/\/api.test\/v1\/events\?order=newest&limit=50 Bearer key-auditor$/);
	});
	it("waits when the server asks for patience, and gives up in the end", async () => {
		let calls = 0;
		const busy: typeof fetch = async () =>
			++calls < 3 ? new Response("{}", { status: 429 }) : new Response('{"events":[]}');
		const environment = { AUDIT_TRAIL_URL: "http://x", AUDIT_TRAIL_KEY: "k" };
		expect((await raw(["events", "--json"], environment, busy)).exit).toBe(0);
		const never = await raw(["events"], environment, async () => new Response("{}", { status: 503 }));
		expect([never.exit, never.err]).toEqual([2, expect.stringContaining("answered 503")]);
	});
	it("passes the server's advice on", async () => {
		const problem = { title: "This role may not do that", detail: "no", mend: "Use another credential." };
		const denied: typeof fetch = async () => new Response(JSON.stringify(problem), { status: 403 });
		const { err } = await raw(
			["keys", "list"],
			{ AUDIT_TRAIL_URL: "http://x", AUDIT_TRAIL_KEY: "k" },
			denied,
		);
		expect(err).toBe("audit-trail: This role may not do that: no\n  Use another credential.\n");
	});
});
