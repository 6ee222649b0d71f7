import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Trial } from "../../../bin/local/trial.ts";
import { openApi } from "../../../cli/api.ts";

/** A trial in a folder of its own whose API is `answer`; its time stands still but for sleeping. */
export function fakeTrial(
	now: number,
	answer: (path: string, init: RequestInit & { headers: Record<string, string> }) => unknown,
) {
	const directory = mkdtempSync(join(tmpdir(), "trial-"));
	onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
	const said: string[] = [];
	const timing = {
		now: () => now,
		random: () => 0,
		sleep: async (milliseconds: number) => {
			now += milliseconds;
		},
	};
	const fake: typeof fetch = async (input, init) => {
		const { pathname, search } = new URL(String(input));
		const value = answer(pathname + search, {
			...init,
			headers: { ...(init?.headers as Record<string, string>) },
		});
		if (value instanceof Response) return value;
		return typeof value === "string" ? new Response(value) : Response.json(value);
	};
	const trial: Trial = {
		directory,
		terminal: {
			out: (line) => said.push(line),
			note: (line) => said.push(line),
			progress: () => undefined,
			bold: (text) => text,
			dim: (text) => text,
		},
		timing,
		fetch: fake,
		api: (role) => openApi("http://trial.invalid", `key-of-${role}`, { fetch: fake, timing }),
	};
	return { trial, said };
}
