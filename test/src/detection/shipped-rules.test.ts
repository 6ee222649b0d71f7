import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ruleDocuments, shipped } from "../../../checks/rules.ts";
import { runExamples } from "../../../src/detection/rule-examples.ts";
import embedded from "../../../src/detection/shipped-rules.json" with { type: "json" };
import { shippedRules } from "../../../src/detection/shipped-rules.ts";

const documents = ruleDocuments(join(import.meta.dirname, "../../../rules"));
const settings = { MAX_LOGIN_ATTEMPTS: 4, ALERT_THRESHOLD_SECONDS: 60 };

describe("shipped rules", () => {
	it("are those of the rule files, word for word (else run `node checks/rules.ts --write`)", () => {
		expect(embedded).toEqual(shipped(documents));
	});

	it("take threshold and window from the deployment's settings", () => {
		expect(shippedRules(settings).map(({ id, window, groupBy }) => ({ id, window, groupBy }))).toEqual([
			{ id: "brute-force-account", window: { threshold: 4, span: 60_000 }, groupBy: ["actor.id"] },
			{ id: "brute-force-address", window: { threshold: 4, span: 60_000 }, groupBy: ["context.ip"] },
		]);
	});

	it("are refused, and not run with a guess, when a setting is missing", () => {
		expect(() => shippedRules({ MAX_LOGIN_ATTEMPTS: 3 })).toThrow(/no setting ALERT_THRESHOLD_SECONDS/);
	});

	it("each say how bad it is, which technique it is, and what to do", () => {
		for (const rule of shippedRules(settings)) {
			expect(rule.severity).toBe("high");
			expect(rule.tags).toContainEqual(expect.stringMatching(/^attack\.t\d{4}/));
			expect(rule.runbook).toMatch(/^1\. /);
		}
	});

	it("each have an example that fires and one that does not", () => {
		for (const { id } of shippedRules(settings)) {
			const own = runExamples(documents).filter(({ rule }) => rule === id);
			expect(new Set(own.map(({ expected }) => expected)), id).toEqual(new Set([true, false]));
		}
	});

	it.each(runExamples(documents))("$rule: $about", ({ fires, expected }) => {
		expect(fires).toBe(expected);
	});
});
