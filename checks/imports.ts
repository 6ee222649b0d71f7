import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

/** One forbidden import. */
export interface Violation {
	rule: string;
	from: string;
	to: string;
}

const folders = [
	"bin",
	"lib",
	"functions",
	"src",
	"stores",
	"client",
	"cli",
	"console",
	"local",
	"checks",
	"bench",
];

/**
 * Holds the code below `root` against the import rules of `.dependency-cruiser.json`.
 * @throws when the cruiser saw no module at all: then it is blind, and its silence means nothing.
 */
export function importViolations(root: string, config: string): { modules: number; violations: Violation[] } {
	const seen = folders.filter((folder) => existsSync(join(root, folder)));
	const run = spawnSync(
		process.execPath,
		[
			join(import.meta.dirname, "../node_modules/dependency-cruiser/bin/dependency-cruiser.mjs"),
			"--config",
			config,
			"--output-type",
			"json",
			...seen,
		],
		{ cwd: root, encoding: "utf8", maxBuffer: 1 << 28 },
	);
	if (!run.stdout) throw new Error(`the import checker did not run: ${run.stderr}`);
	const result = JSON.parse(run.stdout) as {
		modules: { source: string }[];
		summary: { violations: { rule: { name: string }; from: string; to: string }[] };
	};
	const modules = result.modules.filter(({ source }) => !source.includes("node_modules")).length;
	if (modules === 0) throw new Error("the import checker saw no module: it is blind");
	return {
		modules,
		violations: result.summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to })),
	};
}

if (import.meta.main) {
	const root = execFileSync("git", ["rev-parse", "--show-toplevel"], { encoding: "utf8" }).trim();
	const { modules, violations } = importViolations(root, join(root, ".dependency-cruiser.json"));
	for (const { rule, from, to } of violations) console.error(`${rule}: ${from} → ${to}`);
	console.log(`import rules: ${modules} modules, ${violations.length} violations`);
	process.exitCode = violations.length === 0 ? 0 : 1;
}
