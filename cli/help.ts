import type { Command, Option } from "./command.ts";
import { globalOptions } from "./options.ts";
import type { Terminal } from "./terminal/terminal.ts";

const INDENT = "  ";

export function generalHelp(commands: readonly Command[], { bold, dim }: Terminal): string {
	const width = Math.max(...commands.map(({ name }) => name.length));
	return [
		`${bold("audit-trail")} <command> [options]`,
		"",
		...commands.map(({ name, summary }) => `${INDENT}${bold(name.padEnd(width))}  ${summary}`),
		"",
		...optionLines(globalOptions),
		"",
		"It speaks to the local cloud whose directory --state names, else to AUDIT_TRAIL_URL with AUDIT_TRAIL_KEY,",
		"else to the local cloud in .audit-trail/. Exit codes: 0 done, 1 a check failed, 2 it could not run.",
		dim("audit-trail <command> --help says more of each."),
	].join("\n");
}

export function commandHelp(command: Command, { bold }: Terminal): string {
	return [
		command.summary,
		"",
		...command.usage.map((form) => `${INDENT}${bold(`audit-trail ${command.name}`)} ${form}`.trimEnd()),
		"",
		...optionLines({ ...command.options, ...globalOptions }),
		...(command.notes === undefined ? [] : ["", command.notes]),
	].join("\n");
}

function optionLines(options: Readonly<Record<string, Option>>): string[] {
	const lines = Object.entries(options).map(([name, { value, short, help }]) => ({
		left: `${short === undefined ? "    " : `-${short}, `}--${name}${value === undefined ? "" : ` ${value}`}`,
		help,
	}));
	const width = Math.max(...lines.map(({ left }) => left.length));
	return lines.map(({ left, help }) => `${INDENT}${left.padEnd(width)}  ${help}`);
}
