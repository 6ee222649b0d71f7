import { join } from "node:path";
import { expect, it } from "vitest";
import { impurities, impuritiesBelow } from "../../checks/purity.ts";

it("finds no clock and no dice in src, and has read its files", () => {
	const { files, found } = impuritiesBelow(join(import.meta.dirname, "../../src"));
	expect(found).toEqual([]);
	expect(files).toBeGreaterThan(10);
});

it.each([
	["const t = Date.now();"],
	["const t = new Date();"],
	["const t = new Date;"],
	["const t = Date();"],
	["const t = Math.random();"],
	["const now = Date.now;"],
])("names %s", (text) => {
	expect(impurities("planted.ts", text)).toHaveLength(1);
});

it("lets a given time be written and read", () => {
	expect(
		impurities("kept.ts", "new Date(0).toISOString(); Date.parse('2026-01-01'); Date.UTC(2026, 0);"),
	).toEqual([]);
});
