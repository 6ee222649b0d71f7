import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { importViolations, type Violation } from "../../checks/imports.ts";

const root = join(import.meta.dirname, "../..");
const rules = join(root, ".dependency-cruiser.json");
const places: string[] = [];

/** A small tree under the project's rules. */
function tree(files: Record<string, string>): string {
	const place = mkdtempSync(join(tmpdir(), "imports-"));
	places.push(place);
	for (const [name, text] of Object.entries({ "tsconfig.json": "{}", ...files })) {
		mkdirSync(dirname(join(place, name)), { recursive: true });
		writeFileSync(join(place, name), text);
	}
	symlinkSync(join(root, "node_modules"), join(place, "node_modules"));
	return place;
}

afterAll(() => {
	for (const place of places) rmSync(place, { recursive: true });
});

const planted = [
	["src-is-pure", "src/reads-files.ts", 'import "node:fs";'],
	["src-is-pure", "src/calls-kms.ts", 'import "@aws-sdk/client-kms";'],
	["aws-sdk-in-stores-only", "client/node/calls-s3.ts", 'import "@aws-sdk/client-s3";'],
	["a-stage-knows-no-other-stage", "functions/ingest/handler.ts", 'import "../query/handler.ts";'],
	["functions-see-inward", "functions/notify/handler.ts", 'import "../../cli/send.ts";'],
	["local-never-ships", "functions/detect/handler.ts", 'import "../../local/clock.ts";'],
	["local-knows-nothing-of-the-product", "local/front.ts", 'import "../stores/ledger.ts";'],
	["lib-is-cdk-only", "lib/stack.ts", 'import "../functions/query/handler.ts";'],
	["client-uses-src", "client/node/client.ts", 'import "../../stores/ledger.ts";'],
	["cli-uses-src-client-stores", "cli/send.ts", 'import "../lib/app.ts";'],
	["stores-use-src", "stores/reports.ts", 'import "../client/node/sender.ts";'],
	["console-uses-src", "console/page.ts", 'import "../stores/ledger.ts";'],
	["no-missing-module", "src/a.ts", 'import "./nowhere.ts";'],
	["no-circles", "src/egg.ts", 'import "./hen.ts";'],
] as const;

describe("the import checker", () => {
	let found: Violation[];
	beforeAll(() => {
		const clean = [
			"functions/query/handler.ts",
			"local/clock.ts",
			"stores/ledger.ts",
			"lib/app.ts",
			"client/node/sender.ts",
		];
		found = importViolations(
			tree({
				...Object.fromEntries(clean.map((file) => [file, "export {};"])),
				"src/hen.ts": 'import "./egg.ts";',
				...Object.fromEntries(planted.map(([, file, text]) => [file, text])),
			}),
			rules,
		).violations;
	});

	it("finds nothing in this project, and has seen its modules", () => {
		const { modules, violations } = importViolations(root, rules);
		expect(violations).toEqual([]);
		expect(modules).toBeGreaterThan(10);
	});

	it.each(planted)("names a planted violation of %s in %s", (rule, file) => {
		expect(found).toContainEqual(expect.objectContaining({ rule, from: file }));
	});

	it("blames no file that keeps the rules", () => {
		expect(found.map(({ from }) => from)).not.toContain("functions/query/handler.ts");
	});

	it("refuses to report when it is blind", () => {
		const empty = tree({ "elsewhere.ts": "export {};" });
		mkdirSync(join(empty, "src"));
		expect(() => importViolations(empty, rules)).toThrow(/saw no module/);
	});
});
