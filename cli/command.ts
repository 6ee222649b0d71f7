import type { Api } from "./api.ts";
import type { Endpoints, KeyName } from "./endpoints.ts";
import type { Terminal } from "./terminal/terminal.ts";

/** An option of a command, as `--help` shows it. */
export interface Option {
	/** Absent for a switch; else what stands for its value in the help, e.g. `DIR`. */
	value?: string;
	short?: string;
	help: string;
}

/** What every command gets. */
export interface Call {
	/** What follows the command's name. */
	args: readonly string[];
	text(option: string): string | undefined;
	flag(option: string): boolean;
	/** A whole number. @throws Failure where it is none, or out of bounds */
	number(option: string, minimum: number, maximum: number): number | undefined;
	json: boolean;
	terminal: Terminal;
	/** The API, with the key of the role that the command needs. @throws Failure where there is none */
	api(key: KeyName): Api;
	/** What `--state` or its default says; `undefined` where there is no such file. */
	endpoints(): Endpoints | undefined;
	environment: Readonly<Record<string, string | undefined>>;
	timing: { now(): number; sleep(milliseconds: number): Promise<void>; random(): number };
	fetch: typeof fetch;
}

export interface Command {
	name: string;
	/** One line. */
	summary: string;
	/** After the name, e.g. `FILE [--year Y]`; one per form. */
	usage: readonly string[];
	options: Readonly<Record<string, Option>>;
	/** More to say in its help. */
	notes?: string;
	/** Gives the exit code: 0, or 1 where a check failed. */
	run(call: Call): Promise<0 | 1>;
}
