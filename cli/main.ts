import { parseArgs } from "node:util";
import { type Api, openApi } from "./api.ts";
import type { Call, Command } from "./command.ts";
import { commands } from "./commands.ts";
import { type KeyName, readEndpoints } from "./endpoints.ts";
import { Failure } from "./failure.ts";
import { commandHelp, generalHelp } from "./help.ts";
import { globalOptions } from "./options.ts";
import { terminal } from "./terminal/terminal.ts";

export interface Process {
	argv: readonly string[];
	environment: Readonly<Record<string, string | undefined>>;
	stdout: { write(text: string): unknown; isTTY?: boolean };
	stderr: { write(text: string): unknown; isTTY?: boolean };
	fetch: typeof fetch;
	timing: Call["timing"];
}

/** Where a local cloud keeps its state unless told otherwise. */
const DEFAULT_STATE = ".audit-trail";

/** Runs one command. @returns its exit code: 0, 1 where a check failed, 2 where it could not run */
export async function main(process: Process): Promise<0 | 1 | 2> {
	const { environment } = process;
	const screen = terminal(process.stdout, process.stderr, environment);
	const [name, ...rest] = process.argv;
	const debug = rest.includes("--debug");
	try {
		if (name === undefined || name === "help" || name === "--help" || name === "-h") {
			const about = commands.find((command) => command.name === rest[0]);
			screen.out(about ? commandHelp(about, screen) : generalHelp(commands, screen));
			return name === undefined ? 2 : 0;
		}
		const command = commands.find((one) => one.name === name);
		if (!command)
			throw new Failure(`there is no command ${name}`, {
				mend: `There are: ${commands.map((one) => one.name).join(", ")}. \`audit-trail --help\` says more.`,
			});
		const { values, positionals } = parse(command, rest);
		if (values["help"] === true) {
			screen.out(commandHelp(command, screen));
			return 0;
		}
		return await command.run(prepare(process, screen, values, positionals));
	} catch (error) {
		const failure = error instanceof Failure ? error : undefined;
		screen.note(`audit-trail: ${failure?.message ?? "something failed that was not foreseen"}`);
		if (failure?.mend) screen.note(`  ${failure.mend}`);
		if (debug) screen.note(describe(error));
		else if (!failure) screen.note("  Run it again with --debug to see where.");
		return failure?.exit ?? 2;
	}
}

type Values = Readonly<Record<string, string | boolean | undefined>>;

function parse(command: Command, args: readonly string[]): { values: Values; positionals: string[] } {
	const options = Object.fromEntries(
		Object.entries({ ...globalOptions, ...command.options }).map(([name, { value, short }]) => [
			name,
			{
				type: value === undefined ? ("boolean" as const) : ("string" as const),
				...(short === undefined ? {} : { short }),
			},
		]),
	);
	try {
		const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
		// Only `multiple` options give lists, and there are none.
		return { values: values as Values, positionals };
	} catch (cause) {
		throw new Failure(cause instanceof Error ? (cause.message.split(". ")[0] ?? "") : "unreadable options", {
			cause,
			mend: `See \`audit-trail ${command.name} --help\`.`,
		});
	}
}

function prepare(
	{ environment, fetch, timing }: Process,
	screen: Call["terminal"],
	values: Values,
	args: readonly string[],
): Call {
	const text = (option: string) => {
		const value = values[option];
		return typeof value === "string" ? value : undefined;
	};
	const state = text("state");
	const endpoints = () => readEndpoints(state ?? DEFAULT_STATE);
	return {
		args,
		text,
		flag: (option) => values[option] === true,
		number(option, minimum, maximum) {
			const value = text(option);
			if (value === undefined) return undefined;
			const number = Number(value);
			if (!/^\d+$/.test(value) || number < minimum || number > maximum)
				throw new Failure(`--${option} takes a whole number from ${minimum} to ${maximum}`);
			return number;
		},
		json: values["json"] === true,
		terminal: screen,
		endpoints,
		environment,
		fetch,
		timing,
		api: (key) => connect(state, key),
	};

	/** A given `--state` wins over the environment, and the environment over the default directory. */
	function connect(state: string | undefined, keyName: KeyName): Api {
		const url = environment["AUDIT_TRAIL_URL"];
		if (state === undefined && url) return openApi(url, environment["AUDIT_TRAIL_KEY"], { fetch, timing });
		const found = endpoints();
		if (!found)
			throw new Failure(`there is no endpoints.json in ${state ?? DEFAULT_STATE}`, {
				mend: "Start a local cloud with `npm start`, name its directory with --state, or set AUDIT_TRAIL_URL and AUDIT_TRAIL_KEY.",
			});
		return openApi(found.api, found.keys[keyName], { fetch, timing });
	}
}

function describe(error: unknown): string {
	if (!(error instanceof Error)) return String(error);
	const cause = error.cause === undefined ? "" : `\ncaused by ${describe(error.cause)}`;
	return `${error.stack ?? error.message}${cause}`;
}
