import { expect, test } from "vitest";
import { allIds, frozenIds, replaced, statefulIds } from "../../checks/frozen-ids.ts";
import type { Template } from "../../checks/template.ts";
import { variant } from "../../checks/variants.ts";

// Made while the file loads: a test has a time limit, and on a fresh checkout six syntheses run here.
const now = allIds();

test("every stateful resource has the logical id and the identity that earlier releases gave it", () => {
	expect(replaced(frozenIds(), now)).toEqual([]);
});

test("every stateful resource is frozen: a new one is entered by `node checks/frozen-ids.ts --write`", () => {
	expect(Object.keys(now).filter((id) => !(id in frozenIds()))).toEqual([]);
});

test("small holds everything that larger profiles hold, but for the vault: a profile can be changed later", () => {
	const { templates } = variant("small", "production");
	expect(Object.keys(frozenIds()).filter((id) => !(id in statefulIds(templates)))).toEqual([
		expect.stringMatching(/^Data\/BackupsVault/),
	]);
});

test("a renamed table and another sort key are found", () => {
	const templates: Record<string, Template> = structuredClone(variant("small", "trial").templates);
	const data = templates["Data"]?.Resources ?? {};
	const ledger = Object.keys(data).find((id) => id.startsWith("TablesLedger")) ?? "";
	const keys = Object.keys(data).find((id) => id.startsWith("TablesKeys")) ?? "";
	const moved = data[ledger];
	if (!moved) throw new Error("no ledger");
	data["TablesJournal"] = moved;
	delete data[ledger];
	Object(data[keys]?.Properties)["KeySchema"][1].AttributeName = "id";
	const found = replaced(frozenIds(), statefulIds(templates)).join("\n");
	expect(found).toContain(`Data/${ledger} is gone`);
	expect(found).toContain(`Data/${keys} would be replaced`);
});
