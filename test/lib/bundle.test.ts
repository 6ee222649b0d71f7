import {
	cpSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../../lib/app.ts";
import { bundle } from "../../lib/bundle.ts";

/** A checkout with two stages and rules; `name` is its folder. */
function checkout(name: string): string {
	const folder = join(mkdtempSync(join(tmpdir(), "checkout-")), name);
	for (const stage of ["health", "detect"]) mkdirSync(join(folder, "functions", stage), { recursive: true });
	mkdirSync(join(folder, "src"));
	mkdirSync(join(folder, "rules", "authentication"), { recursive: true });
	writeFileSync(join(folder, "package.json"), '{"type":"module"}');
	writeFileSync(join(folder, "src", "word.ts"), 'export const word: string = "shared";\n');
	writeFileSync(join(folder, "rules", "authentication", "one.yml"), "title: one\n");
	for (const stage of ["health", "detect"])
		writeFileSync(
			join(folder, "functions", stage, "handler.ts"),
			`import { createHash } from "node:crypto";\nimport { STSClient } from "@aws-sdk/client-sts";\nimport { word } from "../../src/word.ts";\n` +
				`export const handler = async () => [word, createHash("sha256").update("${stage}").digest("hex").length, typeof STSClient];\n`,
		);
	symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
	return folder;
}

const files = (folder: string): Record<string, string> =>
	Object.fromEntries(
		readdirSync(folder, { recursive: true, withFileTypes: true })
			.filter((entry) => entry.isFile())
			.map((entry) => join(entry.parentPath, entry.name))
			.map((path) => [path.slice(folder.length), readFileSync(path, "latin1")]),
	);

test("the same sources give the same bytes wherever the checkout lies", () => {
	const [one, other] = [checkout("a"), checkout("another place")];
	bundle(one);
	bundle(other);
	expect(files(join(other, ".build"))).toEqual(files(join(one, ".build")));
});

test("a bundle runs by itself, as CommonJS, with the SDK inside", async () => {
	const { health } = bundle(checkout("runs"));
	const alone = mkdtempSync(join(tmpdir(), "alone-"));
	cpSync(health ?? "", alone, { recursive: true });
	const { handler } = createRequire(import.meta.url)(join(alone, "handler.cjs"));
	expect(await handler()).toEqual(["shared", 64, "function"]);
});

test("only stages with a handler are there, and only detect carries the rules", () => {
	const folder = checkout("stages");
	const bundles = bundle(folder);
	expect(Object.keys(bundles).sort()).toEqual(["detect", "health"]);
	expect(Object.keys(files(bundles.detect ?? "")).sort()).toEqual([
		"/handler.cjs",
		"/rules/authentication/one.yml",
	]);
	expect(Object.keys(files(bundles.health ?? ""))).toEqual(["/handler.cjs"]);
});

test("what an earlier build left behind is gone", () => {
	const folder = checkout("stale");
	mkdirSync(join(folder, ".build", "functions", "retired"), { recursive: true });
	writeFileSync(join(folder, ".build", "functions", "retired", "handler.cjs"), "old");
	bundle(folder);
	expect(Object.keys(files(join(folder, ".build"))).join()).not.toContain("retired");
});
