import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../lib/app.ts";

/** A page under `docs/` that is generated, committed, and held to what generates it. */
export interface Document {
	/** Below `docs/`. */
	name: string;
	render(): string;
}

export const committed = ({ name }: Document): string => readFileSync(join(root, "docs", name), "utf8");

/** For the script of a page: writes it with `--write`, else fails when the committed page is another. */
export function documentScript(document: Document): void {
	if (process.argv.includes("--write")) writeFileSync(join(root, "docs", document.name), document.render());
	else if (committed(document) !== document.render()) {
		console.error(
			`docs/${document.name} is not what it would be now: run this with --write and review the change`,
		);
		process.exitCode = 1;
	}
}
