import type { Api } from "../../cli/api.ts";
import type { KeyName } from "../../cli/endpoints.ts";
import type { Terminal } from "../../cli/terminal/terminal.ts";

/** What the story of a start works with: the running local cloud, seen from outside, and the person at the terminal. */
export interface Trial {
	/** State directory, absolute. */
	directory: string;
	terminal: Terminal;
	timing: { now(): number; sleep(milliseconds: number): Promise<void>; random(): number };
	fetch: typeof fetch;
	/** The API with the key of that role. */
	api(role: KeyName): Api;
}
