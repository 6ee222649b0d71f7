import type { Option } from "./command.ts";

/** Understood by every command. */
export const globalOptions: Readonly<Record<string, Option>> = {
	state: { value: "DIR", help: "directory of a local cloud (default .audit-trail/)" },
	json: { help: "print the result as JSON" },
	debug: { help: "say where it failed" },
	help: { short: "h", help: "say this" },
};
