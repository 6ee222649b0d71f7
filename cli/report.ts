import { writeFileSync } from "node:fs";
import type { Static } from "typebox";
import type { reportAnswer, reportOrdered, reportsAnswer } from "../src/api/answers.ts";
import type { Call, Command } from "./command.ts";
import { Failure } from "./failure.ts";
import { facts } from "./terminal/facts.ts";
import { plural, table, when } from "./terminal/table.ts";

type Report = Static<typeof reportAnswer>;

const LOOK = 500;

export const report: Command = {
	name: "report",
	summary: "lists, orders and fetches reports",
	usage: [
		"list",
		"request --framework gdpr|hipaa|soc2|iso27001 --from T --to T [--wait]",
		"get ID [--format json|html] [--output FILE]",
	],
	options: {
		framework: { value: "F", help: "gdpr, hipaa, soc2 or iso27001" },
		from: { value: "T", help: "start of the period, included (RFC 3339, or a date)" },
		to: { value: "T", help: "end of the period, excluded" },
		wait: { help: "return once the report is ready" },
		timeout: { value: "S", help: "longest time for --wait, in seconds (default 600)" },
		format: { value: "F", help: "the report itself, as json or html" },
		output: { value: "FILE", help: "write it there" },
	},
	async run(call) {
		const [verb, id, ...more] = call.args;
		if (verb === "list" && id === undefined) return await list(call);
		if (verb === "request" && id === undefined) return await order(call);
		if (verb === "get" && id !== undefined && more.length === 0) return await get(call, id);
		throw new Failure("report takes list, request or get ID", { mend: "See `audit-trail report --help`." });
	},
};

async function list(call: Call): Promise<0> {
	const api = call.api("auditor");
	const found: Report[] = [];
	let cursor: string | undefined;
	do {
		const page = await api.get<Static<typeof reportsAnswer>>("/v1/reports", { limit: 200, cursor });
		found.push(...page.reports);
		cursor = page.cursor;
	} while (cursor !== undefined);
	if (call.json) call.terminal.out(JSON.stringify(found));
	else {
		table(
			call.terminal,
			["ordered", "framework", "from", "to", "state", "id"],
			found.map((one) => [
				when(one.requestedAt),
				one.framework,
				when(one.from),
				when(one.to),
				one.state,
				one.id,
			]),
		);
		call.terminal.note(`\n${plural(found.length, "report")}`);
	}
	return 0;
}

async function order(call: Call): Promise<0> {
	const [framework, from, to] = ["framework", "from", "to"].map((option) => call.text(option));
	if (framework === undefined || from === undefined || to === undefined)
		throw new Failure("report request needs --framework, --from and --to");
	const timeout = call.number("timeout", 1, 86_400) ?? 600;
	const api = call.api("auditor");
	const ordered = await api.send<Static<typeof reportOrdered>>("POST", "/v1/reports", {
		framework,
		from,
		to,
	});
	if (!call.flag("wait")) {
		call.terminal.out(call.json ? JSON.stringify(ordered) : ordered.id);
		return 0;
	}
	const end = call.timing.now() + timeout * 1000;
	for (;;) {
		const one = await api.get<Report>(`/v1/reports/${ordered.id}`);
		if (one.state === "failed")
			throw new Failure(`the report failed: ${one.failure ?? "no reason is known"}`);
		if (one.state === "ready") {
			call.terminal.out(call.json ? JSON.stringify(one) : one.id);
			return 0;
		}
		if (call.timing.now() >= end)
			throw new Failure(`after ${timeout} s the report is still ${one.state}`, {
				mend: `Ask for it later: audit-trail report get ${ordered.id}`,
			});
		call.terminal.progress(`the report is ${one.state} …`);
		await call.timing.sleep(LOOK);
	}
}

async function get(call: Call, id: string): Promise<0> {
	const format = call.text("format");
	const output = call.text("output");
	const path = `/v1/reports/${encodeURIComponent(id)}`;
	const api = call.api("auditor");
	if (format !== undefined || output !== undefined) {
		const text = await api.getText(path, { format: format ?? (output?.endsWith(".html") ? "html" : "json") });
		if (output === undefined) call.terminal.out(text);
		else {
			write(output, text);
			call.terminal.note(`written to ${output}`);
		}
		return 0;
	}
	const one = await api.get<Report>(path);
	if (call.json) call.terminal.out(JSON.stringify(one));
	else
		facts(call.terminal, [
			["id", one.id],
			["framework", one.framework],
			["period", `${when(one.from)} to ${when(one.to)}`],
			["state", one.state],
			...(one.failure === undefined ? [] : [["failure", one.failure] as const]),
			...(one.integrity
				? [["verified", `${one.integrity.verified} of ${one.integrity.total} events`] as const]
				: []),
			...(one.documents ?? []).map(
				({ format, bytes, sha256 }) => [format, `${bytes} bytes, SHA-256 ${sha256}`] as const,
			),
		]);
	return 0;
}

function write(path: string, text: string): void {
	try {
		writeFileSync(path, text);
	} catch (cause) {
		throw new Failure(`${path} cannot be written`, { cause });
	}
}
