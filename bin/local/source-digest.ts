import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** What the assembly is made from. */
const sources = [
	"bin/local/synthesize.ts",
	"client",
	"config",
	"functions",
	"lib",
	"package-lock.json",
	"rules",
	"src",
	"stores",
];

/** Changes when the app would synthesize anything else: sources, and the settings that it reads. */
export function sourceDigest(root: string, settings: Readonly<Record<string, string | undefined>>): string {
	const digest = createHash("sha256").update(JSON.stringify(settings));
	for (const path of sources.flatMap((source) => filesUnder(root, source)))
		digest
			.update(path)
			.update("\0")
			.update(readFileSync(join(root, path)))
			.update("\0");
	return digest.digest("hex");
}

function filesUnder(root: string, path: string): string[] {
	const place = join(root, path);
	if (!existsSync(place)) return [];
	if (!statSync(place).isDirectory()) return [path];
	return readdirSync(place)
		.sort()
		.flatMap((name) => filesUnder(root, `${path}/${name}`));
}
