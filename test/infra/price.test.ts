import { expect, test } from "vitest";
import { idlePrice, total } from "../../checks/idle-price.ts";
import type { Template } from "../../checks/template.ts";
import { variant, variants } from "../../checks/variants.ts";
import prices from "../../lib/prices.json" with { type: "json" };

// Made while the file loads: a test has a time limit.
variants();

const idle = (profile: "small" | "standard" | "isolated") =>
	total(idlePrice(variant(profile, "production").templates));

test("small costs at most 10 dollars a month idle", () => {
	expect(idle("small")).toBeGreaterThan(5);
	expect(idle("small")).toBeLessThanOrEqual(10);
});

test("standard costs at most 20", () => {
	expect(idle("standard")).toBeGreaterThan(idle("small"));
	expect(idle("standard")).toBeLessThanOrEqual(20);
});

test("isolated pays for its network", () => {
	expect(idle("isolated")).toBeGreaterThan(idle("standard") + 50);
});

test("one more key shows in the price", () => {
	const templates: Record<string, Template> = structuredClone(variant("small", "production").templates);
	const before = total(idlePrice(templates));
	const data = templates["Data"];
	if (data) data.Resources["Another"] = { Type: "AWS::KMS::Key" };
	expect(total(idlePrice(templates)) - before).toBeCloseTo(prices.prices.key.price);
});

test("a type of which nobody has said what it costs is refused", () => {
	const templates = { Data: { Resources: { Warehouse: { Type: "AWS::Redshift::Cluster" } } } };
	expect(() => idlePrice(templates)).toThrow("AWS::Redshift::Cluster");
});

test("every price has a unit and a source, and the file a date", () => {
	expect(prices.date).toMatch(/^\d{4}-\d{2}-\d{2}$/);
	for (const { price, unit, source } of Object.values(prices.prices)) {
		expect(price).toBeGreaterThan(0);
		expect(`${unit} ${source}`).toMatch(/\w+ \w+/);
	}
});
