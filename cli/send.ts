import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Result } from "../client/node/result.ts";
import type { Call, Command } from "./command.ts";
import { Failure } from "./failure.ts";
import { producer } from "./producer.ts";
import { plural, table } from "./terminal/table.ts";

export const send: Command = {
	name: "send",
	summary: "sends events: one from options, or those of a file or of standard input",
	usage: [
		"--action A --actor TYPE:ID --resource TYPE:ID [--outcome O] [--subject TYPE:ID] [--ip ADDRESS]",
		"FILE | -",
	],
	options: {
		action: { value: "A", help: "what was done, e.g. user.login" },
		actor: { value: "TYPE:ID", help: "who did it, e.g. user:ada" },
		resource: { value: "TYPE:ID", help: "what it was done to" },
		subject: { value: "TYPE:ID", help: "the person whom it is about" },
		outcome: { value: "O", help: "success (default), failure or denied" },
		reason: { value: "TEXT", help: "why" },
		ip: { value: "ADDRESS", help: "where it came from" },
		at: { value: "T", help: "when it occurred (RFC 3339, default now)" },
		key: { value: "KEY", help: "Idempotency-Key (default: a new one)" },
	},
	notes: 'A file holds one event, a list of events, {"events": […]}, or one event on each line.',
	async run(call) {
		const [file, ...more] = call.args;
		if (more.length > 0) throw new Failure("send takes one file", { mend: "See `audit-trail send --help`." });
		const events = file === undefined ? [fromOptions(call)] : fromText(file);
		const key = call.text("key") ?? randomUUID();
		const results = await producer(call)(
			events.map((event) => JSON.stringify(event)),
			key,
		);
		if (call.json) call.terminal.out(JSON.stringify({ results: results.map(view) }));
		else {
			table(
				call.terminal,
				["status", "reference", "id"],
				results.map((result) => [
					result.status,
					"receipt" in result ? (result.receipt?.ref ?? "") : "",
					"id" in result ? (result.id ?? "") : "",
				]),
			);
		}
		const lost = results.find((result) => result.status === "failed" || result.status === "rejected");
		if (lost) throw new Failure(why(lost, results), { mend: mendOf(lost) });
		return 0;
	},
};

const view = (result: Result) =>
	result.status === "failed" ? { status: "failed", error: result.error.message } : result;

function why(first: Result, all: readonly Result[]): string {
	const lost = all.filter(({ status }) => status === "failed" || status === "rejected").length;
	const reason =
		first.status === "failed"
			? first.error.message
			: first.status === "rejected"
				? `${first.problem.title}${first.problem.detail === undefined ? "" : `: ${first.problem.detail}`}`
				: "";
	return all.length === 1
		? reason
		: `${plural(lost, "event")} of ${all.length} not stored; the first: ${reason}`;
}

const mendOf = (result: Result): string =>
	(result.status === "rejected" && result.problem.mend) ||
	"Send the same again with the same --key: what is stored already is not stored twice.";

function fromOptions(call: Call): object {
	const action = call.text("action");
	const actor = call.text("actor");
	const resource = call.text("resource");
	const subject = call.text("subject");
	const reason = call.text("reason");
	const ip = call.text("ip");
	if (action === undefined || actor === undefined || resource === undefined)
		throw new Failure("send needs --action, --actor and --resource, or a file", {
			mend: "E.g. audit-trail send --action user.login --actor user:ada --resource host:web-1",
		});
	return {
		occurredAt: call.text("at") ?? new Date(call.timing.now()).toISOString(),
		action,
		actor: named("actor", actor),
		resource: named("resource", resource),
		outcome: call.text("outcome") ?? "success",
		...(subject === undefined ? {} : { subject: named("subject", subject) }),
		...(reason === undefined ? {} : { reason }),
		...(ip === undefined ? {} : { context: { ip } }),
	};
}

function named(option: string, text: string): { type: string; id: string } {
	const at = text.indexOf(":");
	if (at < 1 || at === text.length - 1)
		throw new Failure(`--${option} is written TYPE:ID, e.g. user:ada; this is ${JSON.stringify(text)}`);
	return { type: text.slice(0, at), id: text.slice(at + 1) };
}

/** Events of a file; `-` is standard input. */
function fromText(file: string): unknown[] {
	let text: string;
	try {
		text = readFileSync(file === "-" ? 0 : file, "utf8");
	} catch (cause) {
		throw new Failure(`${file} cannot be read`, { cause });
	}
	const whole = parse(text);
	if (Array.isArray(whole)) return whole;
	if (typeof whole === "object" && whole !== null)
		return "events" in whole && Array.isArray(whole.events) ? whole.events : [whole];
	const lines = text.split("\n").filter((line) => line.trim() !== "");
	return lines.map((line, index) => {
		const event = parse(line);
		if (event === undefined) throw new Failure(`line ${index + 1} of ${file} is not JSON`);
		return event;
	});
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
