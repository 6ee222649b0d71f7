import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { APIGatewayProxyEvent } from "aws-lambda";
import { main } from "../../cli/main.ts";
import type { HttpHandler } from "../../functions/edge/http.ts";
import { operations } from "../../src/api/operations.ts";
import { lambdaContext, requestEvent } from "../functions/edge/request-event.ts";

export const TENANT = "acme";
const roles = ["producer", "analyst", "auditor", "operator", "administrator"] as const;

/** Keys of the form `key-<role>`. */
const byKeyName = async (authorization: string | undefined) => {
	const role = authorization?.replace("Bearer key-", "");
	return role === undefined ? undefined : { tenant: TENANT, role, credential: role };
};

/** `fetch` into handlers in this process: finds the route and asks for the caller as API Gateway does. */
export function gateway(
	serve: (route: string) => HttpHandler | undefined,
	authorize: (
		authorization: string | undefined,
	) => Promise<{ tenant: string; role: string; credential: string } | undefined> = byKeyName,
): typeof fetch {
	return async (url, init) => {
		const { pathname, searchParams } = new URL(String(url));
		const found = Object.keys(operations)
			.map((route) => route.split(" ") as [string, string])
			.find(([method, path]) => method === init?.method && match(path, pathname));
		const handler = found && serve(found.join(" "));
		if (!found || !handler) return new Response("{}", { status: 404 });
		const [method, path] = found;
		const caller = await authorize(new Headers(init?.headers).get("authorization") ?? undefined);
		if (!caller) return Response.json({ title: "The credential is not valid" }, { status: 401 });
		const event: APIGatewayProxyEvent = requestEvent({
			method,
			path,
			params: match(path, pathname) ?? {},
			query: Object.fromEntries(searchParams),
			headers: Object.fromEntries(new Headers(init?.headers)),
			...(init?.body ? { body: String(init.body) } : {}),
			caller,
		});
		const { statusCode, body, headers } = await handler(event, lambdaContext());
		return new Response(statusCode === 204 ? null : body, {
			status: statusCode,
			headers: headers as Record<string, string>,
		});
	};
}

function match(template: string, path: string): Record<string, string> | undefined {
	const names = [...template.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? "");
	const found = new RegExp(`^${template.replace(/\{\w+\}/g, "([^/]+)")}$`).exec(path);
	return found ? Object.fromEntries(names.map((name, at) => [name, found[at + 1] ?? ""])) : undefined;
}

/** A state directory as the local cloud writes it, and a command line that uses it. */
export function openCli(fetch: typeof globalThis.fetch) {
	const directory = mkdtempSync(join(tmpdir(), "audit-trail-cli-"));
	const keys = Object.fromEntries(roles.map((role) => [role, `key-${role}`]));
	writeFileSync(join(directory, "endpoints.json"), JSON.stringify({ api: "http://api.test", keys }));
	let now = Date.UTC(2026, 0, 1);
	/** Runs a command; standard output and error as text. */
	const run = async (argv: readonly string[], environment: Record<string, string> = {}) => {
		let out = "";
		let err = "";
		const exit = await main({
			argv: argv.length === 0 ? [] : [...argv, "--state", directory],
			environment,
			stdout: { write: (text) => (out += text) },
			stderr: { write: (text) => (err += text) },
			fetch,
			timing: {
				now: () => now,
				random: () => 0.5,
				sleep: async (milliseconds) => {
					now += milliseconds;
					await new Promise((resolve) => setImmediate(resolve));
				},
			},
		});
		return { exit, out, err, json: () => JSON.parse(out) };
	};
	const file = (name: string, text: string) => {
		const path = join(directory, name);
		writeFileSync(path, text);
		return path;
	};
	return { run, file, directory, close: () => rmSync(directory, { recursive: true }) };
}
