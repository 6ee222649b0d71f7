import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";
import { readDocuments } from "../src/detection/sigma/read-documents.ts";

/** Every document of the rule files below a folder, in order of file names. */
export function ruleDocuments(folder: string): unknown[] {
	return readdirSync(folder, { recursive: true, encoding: "utf8" })
		.filter((file) => file.endsWith(".yml"))
		.sort()
		.flatMap((file) => readDocuments(readFileSync(join(folder, file), "utf8"), file));
}

/** What the functions carry of them: no parser at run time, and no examples. */
export const shipped = (documents: readonly unknown[]): unknown[] =>
	documents.map((document) => ({ ...(document as object), examples: undefined })).map(plain);

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

const root = fileURLToPath(new URL("..", import.meta.url));
const target = join(root, "src/detection/shipped-rules.json");

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	const wanted = shipped(ruleDocuments(join(root, "rules")));
	if (process.argv.includes("--write")) {
		writeFileSync(target, `${JSON.stringify(wanted, null, "\t")}\n`);
		execFileSync(join(root, "node_modules/.bin/biome"), ["format", "--write", target], { stdio: "inherit" });
	} else if (!isDeepStrictEqual(wanted, JSON.parse(readFileSync(target, "utf8")))) {
		console.error(
			"src/detection/shipped-rules.json is not what rules/ says: run `node checks/rules.ts --write`",
		);
		process.exit(1);
	}
}
