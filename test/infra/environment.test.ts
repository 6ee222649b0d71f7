import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { variant } from "../../checks/variants.ts";
import { root } from "../../lib/app.ts";
import { stages } from "../../lib/stages.ts";
import { Physical } from "./physical.ts";

const { config, templates } = variant("small", "trial");
const physical = new Physical(templates, config.stage);

/** The variables that a stage's code asks for, `environment({ NAME: reader, … })`, and those of the edge. */
function asked(stage: string): string[] {
	const folder = join(root, "functions", stage);
	return readdirSync(folder)
		.map((file) => readFileSync(join(folder, file), "utf8"))
		.flatMap((code) => [...code.matchAll(/\benvironment\(\{([^}]*)\}/g)])
		.flatMap(([, shape]) => [...(shape ?? "").matchAll(/\b([A-Z][A-Z_]+)\b\s*:/g)])
		.map(([, name]) => name ?? "");
}

function given(stage: string): string[] {
	const id = `${stage[0]?.toUpperCase()}${stage.slice(1)}Function`;
	const { Variables } = Object(
		physical.properties(physical.find("AWS::Lambda::Function", id))["Environment"],
	);
	return Object.keys(Object(Variables));
}

test.each(stages)("%s gets the variables that its code reads, and no other", (stage) => {
	const names = new Set(asked(stage));
	expect(names.size).toBeGreaterThan(0);
	expect(new Set(given(stage).filter((name) => name !== "STAGE" || names.has(name)))).toEqual(names);
});
