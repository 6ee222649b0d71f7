import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../../lib/app.ts";
import { stages } from "../../lib/stages.ts";

test("every stage has a handler and a construct", () => {
	const missing = stages.flatMap((stage) =>
		[`functions/${stage}/handler.ts`, `lib/stages/${stage}.ts`].filter(
			(file) => !existsSync(join(root, file)),
		),
	);
	expect(missing).toEqual([]);
});

test("every handler and every construct is of a stage", () => {
	const handlers = readdirSync(join(root, "functions")).filter((folder) =>
		existsSync(join(root, "functions", folder, "handler.ts")),
	);
	const constructs = readdirSync(join(root, "lib", "stages")).map((file) => file.replace(/\.ts$/, ""));
	expect([...handlers, ...constructs].filter((word) => !stages.some((stage) => stage === word))).toEqual([]);
});
