import { describe, expect, it } from "vitest";
import { eventFields } from "../../../../src/detection/event-fields.ts";
import { loadRules } from "../../../../src/detection/load-rules.ts";
import { readDocuments } from "../../../../src/detection/sigma/read-documents.ts";
import type { NormalisedEvent } from "../../../../src/event/event.ts";

const event: NormalisedEvent = {
	id: "e1",
	occurredAt: "2026-03-01T10:00:00.000Z",
	action: "Record.Export",
	actor: { type: "user", id: "ada" },
	resource: { type: "record", id: "C:\\data\\*.csv" },
	outcome: "success",
	context: { ip: "192.0.2.77", userAgent: "curl/8.5 (any)" },
	details: { rows: 250, flagged: true, nothing: null, tags: ["red", "green"], nested: { deep: "yes" } },
	changes: [
		{ field: "role", before: "reader", after: "admin" },
		{ field: "mfa", before: true, after: false },
	],
	frameworks: ["gdpr", "hipaa"],
};

const rule = (detection: string): string => `
title: Test
id: test
logsource: { product: audit-trail }
detection:
${detection.replace(/^/gm, "  ")}`;

function load(text: string, settings = {}) {
	const { rules, refused } = loadRules(readDocuments(text, "test.yml"), eventFields, settings);
	return { rules, reason: refused[0]?.reason };
}

const matches = (detection: string): boolean => {
	const { rules, reason } = load(rule(detection));
	expect(reason).toBeUndefined();
	return rules[0]?.matches(event) ?? false;
};

const selects = (...lines: string[]): boolean =>
	matches(`s:\n${lines.map((line) => `  ${line}`).join("\n")}\ncondition: s`);

describe("a Sigma selection", () => {
	it.each([
		["text, whatever its case", "action: record.export"],
		["numbers and truths as they are written", "details.rows: 250"],
		["a truth", "details.flagged: true"],
		["one of a list", "actor.id: [grace, ada]"],
		["a value of a list in the event", "frameworks: hipaa"],
		["a value in a list of objects", "changes.field: mfa"],
		["a nested value", "details.nested.deep: yes"],
		["a wildcard for many", "action: rec*ex*rt"],
		["a wildcard for one", "action: record?export"],
		["an escaped wildcard", "resource.id: C:\\data\\\\\\*.csv"],
		["a backslash that is none's escape", "resource.id|startswith: C:\\data"],
		["a backslash at the end of a part", "resource.id|contains: 'data\\'"],
		["contains", "context.userAgent|contains: CURL"],
		["a literal that is called any", "context.userAgent|contains: (any)"],
		["startswith", "action|startswith: record"],
		["endswith", "action|endswith: .export"],
		["all of a list", "context.userAgent|contains|all: [curl, any]"],
		["cased text", "action|cased: Record.Export"],
		["a linear expression", "action|re: '^Record\\.[A-Z]'"],
		["an expression without case", "action|re|i: '^record'"],
		["a network", "context.ip|cidr: 192.0.2.0/24"],
		["one of several networks", "context.ip|cidr: [10.0.0.0/8, '192.0.2.64/26']"],
		["more than", "details.rows|gt: 249"],
		["at most", "details.rows|lte: 250"],
		["a field that is there", "context.ip|exists: true"],
		["a field that is not", "reason|exists: false"],
		["null where there is nothing", "reason: null"],
		["null where there is null", "details.nothing: null"],
		["another field's value", "actor.id|fieldref: actor.id"],
	])("matches %s", (_, line) => {
		expect(selects(line)).toBe(true);
	});

	it.each([
		["other text", "action: record"],
		["cased text of another case", "action|cased: record.export"],
		["an escaped wildcard as a wildcard", "action: 'rec\\*'"],
		["only one of all", "context.userAgent|contains|all: [curl, wget]"],
		["another network", "context.ip|cidr: 192.0.2.128/25"],
		["less than", "details.rows|lt: 250"],
		["a text that is no number", "action|gte: 0"],
		["null where there is a value", "actor.id: null"],
		["part of a value", "actor.id: ad"],
	])("does not match %s", (_, line) => {
		expect(selects(line)).toBe(false);
	});

	it("needs all items of a map, one map of a list, or one keyword", () => {
		expect(selects("action: record.export", "actor.id: grace")).toBe(false);
		expect(selects("- actor.id: grace", "- actor.id: ada")).toBe(true);
		expect(selects("- nowhere", "- 'CURL/8'")).toBe(true);
		expect(selects("- nowhere")).toBe(false);
	});
});

describe("a Sigma condition", () => {
	const three = "a1: { actor.id: ada }\na2: { actor.id: grace }\n_hidden: { actor.id: grace }\n";
	it.each([
		["a1 and not a2", true],
		["a2 or a1", true],
		["not a1 or a2 and a1", false],
		["not (a1 and a2)", true],
		["not not a1", true],
		["1 of a*", true],
		["all of a*", false],
		["any of them", true],
		["all of them", false],
		["1 of them and not _hidden", true],
		["A1 AND a1".replace("A1", "a1"), true],
	])("%s", (condition, expected) => {
		expect(matches(`${three}condition: ${condition}`)).toBe(expected);
	});

	it("takes a list of conditions as alternatives", () => {
		expect(matches(`${three}condition: [a2, a1]`)).toBe(true);
	});
});

const correlation = (lines: string): string => `
title: Base
name: base
logsource: { product: audit-trail }
detection: { s: { action: user.login }, condition: s }
---
title: Many
id: many
correlation:
${lines.replace(/^/gm, "  ")}`;

describe("a rule that cannot be honoured is refused with its reason:", () => {
	it.each([
		["an unknown field", rule("s: { EventID: 4625 }\ncondition: s"), /no field "EventID"/],
		[
			"an unknown modifier",
			rule("s: { action|base64offset: x }\ncondition: s"),
			/base64offset is not honoured/,
		],
		["two comparisons", rule("s: { action|contains|cidr: x }\ncondition: s"), /exclude each other/],
		["a look-ahead", rule("s: { action|re: '(?=x)' }\ncondition: s"), /no look-around/],
		[
			"a network that is none",
			rule("s: { context.ip|cidr: 300.0.0.0/8 }\ncondition: s"),
			/expected a network/,
		],
		["a selection that is not there", rule("s: { action: x }\ncondition: t"), /no selection "t"/],
		["an open parenthesis", rule("s: { action: x }\ncondition: (s"), /not closed/],
		["words behind the end", rule("s: { action: x }\ncondition: s s"), /not expected/],
		["an old aggregation", rule("s: { action: x }\ncondition: s | count() > 5"), /write a correlation rule/],
		["a count of selections", rule("s: { action: x }\ncondition: 2 of s*"), /write 1, any or all/],
		["a timeframe", rule("s: { action: x }\ncondition: s\ntimeframe: 5m"), /timeframe: not honoured/],
		[
			"a condition nested without end",
			rule(`s: { action: x }\ncondition: "${"(".repeat(100)}s${")".repeat(100)}"`),
			/deeper than/,
		],
		[
			"another product",
			rule("s: { action: x }\ncondition: s").replace("audit-trail", "windows"),
			/only audit-trail/,
		],
		["an unknown key", `${rule("s: { action: x }\ncondition: s")}\naction: global`, /action: not honoured/],
		[
			"another correlation type",
			correlation("type: temporal\nrules: [base]\ntimespan: 5m\ncondition: { gte: 2 }"),
			/only event_count/,
		],
		[
			"too few as a condition",
			correlation("type: event_count\nrules: [base]\ntimespan: 5m\ncondition: { lt: 2 }"),
			/gte or gt/,
		],
		[
			"aliases",
			correlation("type: event_count\nrules: [base]\ntimespan: 5m\ncondition: { gte: 2 }\naliases: {}"),
			/aliases: not honoured/,
		],
		[
			"a rule that is not there",
			correlation("type: event_count\nrules: [other]\ntimespan: 5m\ncondition: { gte: 2 }"),
			/no rule "other"/,
		],
		[
			"a window of a year",
			correlation("type: event_count\nrules: [base]\ntimespan: 365d\ncondition: { gte: 2 }"),
			/at most 30 days/,
		],
		[
			"more events than can be counted",
			correlation("type: event_count\nrules: [base]\ntimespan: 5m\ncondition: { gte: 5000 }"),
			/can be counted/,
		],
		[
			"an unknown group field",
			correlation(
				"type: event_count\nrules: [base]\ngroup-by: [src_ip]\ntimespan: 5m\ncondition: { gte: 2 }",
			),
			/no field "src_ip"/,
		],
	])("%s", (_, text, reason) => {
		expect(load(text).reason).toMatch(reason);
	});

	it("the others of the same file still load", () => {
		const { rules, reason } = load(
			`${rule("s: { EventID: 1 }\ncondition: s")}\n---\n${rule("s: { action: x }\ncondition: s").replace("id: test", "id: other")}`,
		);
		expect(reason).toMatch(/EventID/);
		expect(rules.map(({ id }) => id)).toEqual(["other"]);
	});

	it("the same id twice", () => {
		const text = rule("s: { action: x }\ncondition: s");
		expect(load(`${text}\n---\n${text}`).reason).toMatch(/loaded already/);
	});
});

describe("a correlation", () => {
	const five = "type: event_count\nrules: [base]\ntimespan: 5m\ncondition: { gte: 2 }";

	it("silences the rules that it names, unless it says otherwise", () => {
		expect(load(correlation(five)).rules.map(({ id }) => id)).toEqual(["many"]);
		expect(load(correlation(`${five}\ngenerate: true`)).rules.map(({ id }) => id)).toEqual(["many", "base"]);
	});

	it("reads gt as one more", () => {
		expect(load(correlation(five.replace("gte", "gt"))).rules[0]?.window).toEqual({
			threshold: 3,
			span: 300_000,
		});
	});

	it("takes numbers of the deployment by name", () => {
		const named = five.replace("5m", '"%SECONDS%s"').replace("{ gte: 2 }", '{ gte: "%MANY%" }');
		expect(load(correlation(named), { SECONDS: 90, MANY: 7 }).rules[0]?.window).toEqual({
			threshold: 7,
			span: 90_000,
		});
	});
});

describe("a rule file", () => {
	it.each([
		["a name that stands twice", "title: a\ntitle: b"],
		["an alias", "title: &a x\nid: *a"],
		["no YAML", "title: [a"],
	])("with %s is refused", (_, text) => {
		expect(() => readDocuments(text, "bad.yml")).toThrow(/bad\.yml/);
	});

	it("with an expression that others choke on costs a moment only", () => {
		const { rules } = load(rule("s: { action|re: '^(a|a)*$' }\ncondition: s"));
		expect(rules[0]?.matches({ ...event, action: `${"a".repeat(20_000)}!` })).toBe(false);
	});
});
