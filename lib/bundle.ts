import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { buildSync } from "esbuild";
import { type Stage, stages } from "./stages.ts";

/** Folder of each stage's bundle. A stage without `functions/<stage>/handler.ts` has none. */
export type Bundles = Partial<Record<Stage, string>>;

/** What a stage's bundle carries beside its code: folders of the checkout, under the same name. */
const data: Partial<Record<Stage, readonly string[]>> = { detect: ["rules"] };

/**
 * Bundles every handler in one pass into `<root>/.build/functions/<stage>/handler.cjs`, the SDK included.
 * The same sources give the same bytes in any checkout, so a function is replaced only when its code changed.
 * Ends in `.cjs` because the checkout around it says `"type": "module"`.
 */
export function bundle(root: string): Bundles {
	const present = stages.filter((stage) => existsSync(join(root, "functions", stage, "handler.ts")));
	const outdir = join(root, ".build", "functions");
	const built = buildSync({
		absWorkingDir: root,
		entryPoints: present.map((stage) => ({ in: `functions/${stage}/handler.ts`, out: `${stage}/handler` })),
		outdir,
		outExtension: { ".js": ".cjs" },
		write: false,
		bundle: true,
		platform: "node",
		target: "node24",
		format: "cjs",
		// The SDK's ES modules: half the CPU to load, because unused commands are shaken out.
		mainFields: ["module", "main"],
		minify: true,
		legalComments: "none",
		logLevel: "error",
	});
	const files = new Map(built.outputFiles.map((file) => [file.path, file.contents]));
	for (const stage of present)
		for (const folder of data[stage] ?? [])
			for (const file of filesUnder(join(root, folder)))
				files.set(join(outdir, stage, folder, relative(join(root, folder), file)), readFileSync(file));
	for (const [path, contents] of files) writeIfChanged(path, contents);
	for (const file of filesUnder(outdir)) if (!files.has(file)) rmSync(file, { force: true });
	return Object.fromEntries(present.map((stage) => [stage, join(outdir, stage)]));
}

function filesUnder(folder: string): string[] {
	if (!existsSync(folder)) return [];
	return readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile() && !entry.name.endsWith(temporary))
		.map((entry) => entry.parentPath + sep + entry.name)
		.sort();
}

const temporary = ".writing";

/** Two builds may run at once in one checkout: a reader never sees half a file. */
function writeIfChanged(path: string, contents: Uint8Array): void {
	if (existsSync(path) && readFileSync(path).equals(contents)) return;
	mkdirSync(dirname(path), { recursive: true });
	const draft = `${path}.${process.pid}${temporary}`;
	writeFileSync(draft, contents);
	renameSync(draft, path);
}
