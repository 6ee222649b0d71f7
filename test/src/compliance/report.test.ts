import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assess } from "../../../src/compliance/assessment.ts";
import { noEvidence } from "../../../src/compliance/evidence.ts";
import { canonicalJson } from "../../../src/compliance/report/canonical-json.ts";
import { html } from "../../../src/compliance/report/markup.ts";
import { reportPage } from "../../../src/compliance/report/page.ts";

const corpus = join(import.meta.dirname, "../../../../shared/corpora/jcs");

describe("canonical JSON", () => {
	it("is read back as the same value, and does not depend on the order of names", () => {
		fc.assert(
			fc.property(fc.dictionary(fc.string({ unit: "grapheme" }), fc.integer()), (value) => {
				const reversed = Object.fromEntries(Object.entries(value).reverse());
				expect(canonicalJson(reversed)).toBe(canonicalJson(value));
				expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
			}),
		);
	});

	it.skipIf(!existsSync(corpus))(
		"spells the published RFC 8785 pairs (skipped where the corpus is absent)",
		() => {
			const names = readdirSync(join(corpus, "input"));
			expect(names.length).toBeGreaterThan(2);
			for (const name of names) {
				const input: unknown = JSON.parse(readFileSync(join(corpus, "input", name), "utf8"));
				const hex = readFileSync(join(corpus, "outhex", name.replace(".json", ".txt")), "utf8");
				expect(Buffer.from(canonicalJson(input)).toString("hex")).toBe(hex.replace(/\s/g, ""));
			}
		},
	);

	it("refuses what JSON cannot say", () => {
		expect(() => canonicalJson({ a: Number.NaN })).toThrow(TypeError);
		expect(() => canonicalJson(["\ud800"])).toThrow(TypeError);
	});
});

describe("the report page", () => {
	const assessment = () =>
		assess({
			tenant: "acme",
			framework: "hipaa",
			period: { from: Date.UTC(2026, 0, 1), to: Date.UTC(2026, 1, 1) },
			asOf: Date.UTC(2026, 1, 2),
			evidence: noEvidence(),
		});

	it("is the same bytes for the same assessment, and shows every control and limit", () => {
		expect(reportPage(assessment())).toBe(reportPage(assessment()));
		for (const { id, beyond } of assessment().controls) {
			expect(reportPage(assessment())).toContain(id);
			expect(reportPage(assessment())).toContain(beyond);
		}
	});

	it("lets no value become markup", () => {
		const page = reportPage({ ...assessment(), tenant: "<script>alert(1)</script>" });
		expect(page).not.toContain("<script");
		expect(page).toContain("&lt;script&gt;");
	});

	it("shows controls that would reverse or hide text as a replacement character", () => {
		expect(html`${"a\u202eb\u0085"}`.text).toBe("a\ufffdb\ufffd");
	});

	it("loads nothing from elsewhere", () => {
		expect(reportPage(assessment())).not.toMatch(/(?:src|href)="(?!#)/);
	});
});
