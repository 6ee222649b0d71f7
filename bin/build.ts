import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type BuildOptions, build } from "esbuild";
import typescript from "typescript";

/**
 * What is shipped, from the sources: `dist/cli.js` and the Node client in both module systems with its types.
 * Everything is bundled, so the package needs nothing but Node 20.
 */
const root = join(import.meta.dirname, "..");
/** Built aside and then moved: whoever runs the old one meanwhile is not left without. */
const dist = join(root, ".build", `dist-${process.pid}`);

const shared = {
	absWorkingDir: root,
	bundle: true,
	platform: "node",
	target: "node20",
	logLevel: "warning",
	legalComments: "none",
	mainFields: ["module", "main"],
} satisfies BuildOptions;

/** Parts of the AWS SDK are CommonJS and call `require` for Node's own modules. */
const requireBanner =
	'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);';

await Promise.all([
	build({
		...shared,
		entryPoints: { cli: "bin/audit-trail.ts" },
		outdir: dist,
		format: "esm",
		// The AWS SDK comes in a file of its own, loaded by the commands that need it.
		splitting: true,
		chunkNames: "cli-[hash]",
		minifyWhitespace: true,
		minifySyntax: true,
		banner: { js: requireBanner },
	}),
	...(["esm", "cjs"] as const).map((format) =>
		build({
			...shared,
			entryPoints: ["client/node/index.ts"],
			outfile: join(dist, "client", format === "esm" ? "index.mjs" : "index.cjs"),
			format,
		}),
	),
]);
const cli = join(dist, "cli.js");
writeFileSync(cli, `#!/usr/bin/env node\n${readFileSync(cli, "utf8")}`);
chmodSync(cli, 0o755);

const types = clientTypes([
	"src/event/event.ts",
	"client/node/result.ts",
	"client/node/timing.ts",
	"client/node/audit-trail.ts",
]);
mkdirSync(join(dist, "client"), { recursive: true });
// The same text for both module systems: TypeScript takes the system from the name.
for (const name of ["index.d.mts", "index.d.cts"]) writeFileSync(join(dist, "client", name), types);

rmSync(join(root, "dist"), { recursive: true, force: true });
renameSync(dist, join(root, "dist"));

/** Declarations of some modules as one; they refer to each other only. */
function clientTypes(files: readonly string[]): string {
	const parts = files.map((file) => {
		const { outputText, diagnostics = [] } = typescript.transpileDeclaration(
			readFileSync(join(root, file), "utf8"),
			{
				fileName: file,
				reportDiagnostics: true,
				compilerOptions: { declaration: true, isolatedDeclarations: true },
			},
		);
		const [first] = diagnostics;
		if (first)
			throw new Error(`${file}: ${typescript.flattenDiagnosticMessageText(first.messageText, "\n")}`);
		return outputText.replace(/^import .*$/gm, "").trim();
	});
	return `${parts.join("\n\n")}\n`;
}
