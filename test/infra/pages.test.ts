import { expect, test } from "vitest";
import { costPage } from "../../checks/cost-page.ts";
import { committed } from "../../checks/document.ts";
import { acknowledgementsPage } from "../../checks/nag.ts";
import { surfacePage } from "../../checks/surface.ts";
import { variants } from "../../checks/variants.ts";

// Made while the file loads: a test has a time limit.
variants();

test.each([
	["checks/surface.ts", surfacePage],
	["checks/nag.ts", acknowledgementsPage],
	["bin/price.ts", costPage],
] as const)("the page that `node %s --write` writes is committed", (_, page) => {
	expect(page.render()).toBe(committed(page));
});
