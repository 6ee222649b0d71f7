import { LogFile } from "../../log-file.ts";
import type { Stage } from "../definition.ts";
import { type ContextVariables, checkTemplate, fillTemplate } from "./template.ts";

/** The format may hold `$context` variables only. */
export const checkAccessLogFormat = checkTemplate;

/** Access logs of stages, one file for each log group. */
export class AccessLogs {
	readonly #stateDirectory: string;
	readonly #files = new Map<string, LogFile>();

	constructor(stateDirectory: string) {
		this.#stateDirectory = stateDirectory;
	}

	write({ accessLog }: Stage, variables: ContextVariables): void {
		if (!accessLog) return;
		const file = this.#files.get(accessLog.name) ?? new LogFile(this.#stateDirectory, accessLog.name);
		this.#files.set(accessLog.name, file);
		file.line(fillTemplate(accessLog.format, variables, "-"));
	}

	async close(): Promise<void> {
		await Promise.all([...this.#files.values()].map((file) => file.close()));
	}
}
