import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { errors } from "../src/errors.ts";

/** `docs/errors.md`, from the one table of codes. */
export function errorsPage(): string {
	const rows = Object.entries(errors).map(
		([code, [status, title, mend]]) => `| \`${code}\` | ${status} | ${title} | ${mend} |`,
	);
	return `# Errors

Every problem document (RFC 9457) carries one of these codes. Written by \`node checks/docs.ts --write\` from \`src/errors.ts\`.

| code | status | what it means | what to do |
|---|---|---|---|
${rows.join("\n")}
`;
}

/** What is untrue in the documents below `root`, one sentence each. */
export function untruths(root: string): string[] {
	const pages = execFileSync("git", ["ls-files", "*.md"], { cwd: root, encoding: "utf8" }).trim().split("\n");
	const found: string[] = [];
	for (const page of pages.filter((page) => existsSync(join(root, page)))) {
		const text = readFileSync(join(root, page), "utf8");
		found.push(...deadLinks(root, page, text), ...unknownCommands(root, page, text));
	}
	if (read(root, "docs/errors.md") !== errorsPage())
		found.push("docs/errors.md is not what src/errors.ts says: run `node checks/docs.ts --write`");
	return [...found, ...unlistedStages(root)];
}

const read = (root: string, file: string) =>
	existsSync(join(root, file)) ? readFileSync(join(root, file), "utf8") : "";

function deadLinks(root: string, page: string, text: string): string[] {
	return [...text.matchAll(/\]\((?!https?:|mailto:|#)([^)\s#]+)(?:#[^)]*)?\)/g)]
		.map(([, target]) => target ?? "")
		.filter((target) => !existsSync(join(root, dirname(page), target)))
		.map((target) => `${page} links to ${target}, which does not exist`);
}

/** `npm run x`, `npx audit-trail x` and `node path` in a document must exist. */
function unknownCommands(root: string, page: string, text: string): string[] {
	const scripts = Object.keys(
		(JSON.parse(read(root, "package.json") || "{}") as { scripts?: Record<string, string> }).scripts ?? {},
	);
	const commands = existsSync(join(root, "cli"))
		? readdirSync(join(root, "cli"), { recursive: true, encoding: "utf8" }).map((file) =>
				file.replace(/\.ts$/, "").split("/").at(-1),
			)
		: [];
	const all = (pattern: RegExp) => [...text.matchAll(pattern)].map(([, name]) => name ?? "");
	return [
		...all(/npm run ([a-z][\w:-]*)/g)
			.filter((name) => !scripts.includes(name))
			.map((name) => `${page} names \`npm run ${name}\`, which package.json does not have`),
		...all(/npx audit-trail ([a-z][\w-]*)/g)
			.filter((name) => !commands.includes(name))
			.map((name) => `${page} names \`npx audit-trail ${name}\`, which is no command`),
		...all(/`node ([\w./-]+\.ts)/g)
			.filter((name) => !existsSync(join(root, name)))
			.map((name) => `${page} names \`node ${name}\`, which does not exist`),
	];
}

/** The map names every stage, and no stage that is not there. */
function unlistedStages(root: string): string[] {
	const map = read(root, "docs/architecture.md");
	const stages = readdirSync(join(root, "functions")).filter((name) =>
		existsSync(join(root, "functions", name, "handler.ts")),
	);
	const missing = stages.filter((stage) => !new RegExp(`\\b${stage}\\b`).test(map));
	return missing.map((stage) => `docs/architecture.md does not name the stage ${stage}`);
}

if (import.meta.main) {
	const root = join(import.meta.dirname, "..");
	if (process.argv.includes("--write")) writeFileSync(join(root, "docs/errors.md"), errorsPage());
	const found = untruths(root);
	for (const untruth of found) console.error(untruth);
	console.log(`docs: ${found.length} untruths in ${relative(process.cwd(), root) || "this project"}`);
	process.exitCode = found.length === 0 ? 0 : 1;
}
