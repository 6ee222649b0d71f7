import { execFile, execFileSync } from "node:child_process";
import {
	accessSync,
	constants,
	copyFileSync,
	mkdirSync,
	mkdtempSync,
	renameSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "../..");
const typescript = join(root, "node_modules/typescript/bin/tsc");
const types = join(root, "node_modules/@types");

/** This Node, and the machine's own where it is another: the package must run on 20. */
function nodes(): { path: string; version: string }[] {
	const outside = (process.env["PATH"] ?? "")
		.split(delimiter)
		.filter((folder) => folder !== "" && !folder.includes("node_modules"))
		.map((folder) => join(folder, "node"))
		.find((path) => {
			try {
				accessSync(path, constants.X_OK);
				return true;
			} catch {
				return false;
			}
		});
	const all = [process.execPath, ...(outside === undefined ? [] : [outside])].map((path) => ({
		path,
		version: execFileSync(path, ["--version"], { encoding: "utf8" }).trim(),
	}));
	return all.filter(({ version }, at) => all.findIndex((one) => one.version === version) === at);
}

let folder: string;
let files: string[];
beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), "audit-trail-package-"));
	execFileSync(process.execPath, [join(root, "bin/build.ts")], { cwd: root });
	const packed = execFileSync(
		"npm",
		["pack", "--json", "--ignore-scripts", "--loglevel=error", "--pack-destination", folder],
		{ cwd: root, encoding: "utf8" },
	);
	const [{ filename, files: listed }] = JSON.parse(packed);
	files = listed.map(({ path }: { path: string }) => path);
	execFileSync("tar", ["-xzf", filename], { cwd: folder });
	mkdirSync(join(folder, "node_modules"));
	renameSync(join(folder, "package"), join(folder, "node_modules/audit-trail"));
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true }));

const run = (node: string, ...args: string[]) =>
	execFileSync(node, args, { cwd: folder, encoding: "utf8", env: { PATH: process.env["PATH"] } });

describe("the package", () => {
	it("holds built JavaScript, types and the Python client, and no sources of the service", () => {
		const allowed =
			/^(dist\/(cli(-\w+)?\.js|client\/index\.(mjs|cjs|d\.mts|d\.cts))|client\/python\/audit_trail\.py|package\.json|README\.md|LICENSE|CHANGELOG\.md)$/;
		expect(files.filter((file) => !allowed.test(file))).toEqual([]);
		for (const file of ["dist/cli.js", "dist/client/index.mjs", "dist/client/index.cjs", "LICENSE"])
			expect(files).toContain(file);
	});

	describe.each(nodes())("in an empty folder, on Node $version", ({ path }) => {
		it("says its help", () => {
			expect(run(path, "node_modules/audit-trail/dist/cli.js", "--help")).toContain("audit-trail <command>");
		});
		it("loads the AWS SDK for the command that needs it", () => {
			const script = join(folder, "preflight.mjs");
			writeFileSync(
				script,
				`import { spawnSync } from "node:child_process";
				const { status, stdout } = spawnSync(process.execPath, ["node_modules/audit-trail/dist/cli.js", "preflight", "--json"], { encoding: "utf8" });
				console.log(JSON.stringify({ status, checks: JSON.parse(stdout).checks.map(({ name, holds }) => [name, holds]) }));`,
			);
			// There is neither a configuration nor an AWS account here: a check fails, but nothing breaks.
			expect(JSON.parse(run(path, script))).toEqual({
				status: 1,
				checks: [
					["Node", true],
					["configuration", false],
					["credentials", false],
				],
			});
		});
		it("gives the client to both module systems", () => {
			const use = `const trail = new AuditTrail({ url: "http://x", key: "k" }); trail.close().then((counts) => console.log(JSON.stringify(counts)));`;
			writeFileSync(join(folder, "use.mjs"), `import { AuditTrail } from "audit-trail"; ${use}`);
			writeFileSync(join(folder, "use.cjs"), `const { AuditTrail } = require("audit-trail"); ${use}`);
			const counts = '{"accepted":0,"duplicate":0,"rejected":0,"failed":0}\n';
			expect(run(path, "use.mjs")).toBe(counts);
			expect(run(path, "use.cjs")).toBe(counts);
		});
	});

	it("runs the example in Node", async () => {
		const bodies: string[] = [];
		const server = createServer(async (request, response) => {
			let body = "";
			for await (const piece of request) body += piece;
			bodies.push(body);
			response.end(JSON.stringify({ results: [{ id: "1", status: "accepted" }] }));
		});
		await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
		const address = server.address();
		const port = typeof address === "object" && address !== null ? address.port : 0;
		copyFileSync(join(root, "examples/send-event.mjs"), join(folder, "send-event.mjs"));
		const { stdout } = await promisify(execFile)(process.execPath, ["send-event.mjs"], {
			cwd: folder,
			env: { AUDIT_TRAIL_URL: `http://127.0.0.1:${port}`, AUDIT_TRAIL_KEY: "at_x" },
		});
		server.close();
		expect(stdout).toContain("accepted");
		expect(JSON.parse(bodies[0] ?? "")).toMatchObject([{ action: "record.read" }]);
	});

	it.each(["mts", "cts"])("has types that a strict compiler takes in a .%s file", (extension) => {
		writeFileSync(
			join(folder, `typed.${extension}`),
			`import { AuditTrail, type AuditEvent, type Result } from "audit-trail";
			const event: AuditEvent = { occurredAt: "2026-01-01T00:00:00Z", action: "a", actor: { type: "user", id: "x" }, resource: { type: "y", id: "z" }, outcome: "success" };
			export async function send(trail: AuditTrail): Promise<Result> { return await (await trail.send(event)).result; }
			// @ts-expect-error an outcome is one of three
			export const wrong: AuditEvent = { ...event, outcome: "perhaps" };`,
		);
		writeFileSync(
			join(folder, "tsconfig.json"),
			JSON.stringify({
				compilerOptions: {
					strict: true,
					noEmit: true,
					module: "nodenext",
					target: "es2022",
					typeRoots: [types],
					types: ["node"],
				},
				files: [`typed.${extension}`],
			}),
		);
		expect(() => run(process.execPath, typescript, "-p", "tsconfig.json")).not.toThrow();
	});
});
