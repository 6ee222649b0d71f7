import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { errorsPage, untruths } from "../../checks/docs.ts";

const places: string[] = [];
afterEach(() => {
	for (const place of places.splice(0)) rmSync(place, { recursive: true });
});

function project(files: Record<string, string>): string {
	const place = mkdtempSync(join(tmpdir(), "docs-"));
	places.push(place);
	const base = {
		"package.json": '{"scripts":{"test":"true"}}',
		"docs/errors.md": errorsPage(),
		"docs/architecture.md": "ingest",
		"functions/ingest/handler.ts": "",
		"cli/verify.ts": "",
		"checks/docs.ts": "",
	};
	for (const [name, text] of Object.entries({ ...base, ...files })) {
		mkdirSync(dirname(join(place, name)), { recursive: true });
		writeFileSync(join(place, name), text);
	}
	execFileSync("git", ["init", "-q"], { cwd: place });
	execFileSync("git", ["add", "."], { cwd: place });
	return place;
}

it("finds nothing untrue in true documents", () => {
	const page = "[map](docs/architecture.md) `npm run test` `npx audit-trail verify`";
	expect(untruths(project({ "README.md": page }))).toEqual([]);
});

it.each([
	["a dead link", { "README.md": "[x](docs/gone.md)" }, /docs\/gone\.md, which does not exist/],
	["an unknown script", { "README.md": "npm run nothing" }, /npm run nothing/],
	["an unknown command", { "README.md": "npx audit-trail fly" }, /audit-trail fly/],
	["a missing program", { "README.md": "`node checks/none.ts`" }, /checks\/none\.ts/],
	["an old page of errors", { "docs/errors.md": "# Errors" }, /errors\.md is not what/],
	["an unlisted stage", { "functions/erase/handler.ts": "" }, /stage erase/],
])("names %s", (_, files, untruth) => {
	expect(untruths(project(files))).toEqual([expect.stringMatching(untruth)]);
});
