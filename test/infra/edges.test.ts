import { describe, expect, test } from "vitest";
import type { Template, Templates } from "../../checks/template.ts";
import { variants } from "../../checks/variants.ts";
import { Account } from "./account.ts";
import { edges } from "./edges.ts";

const all = variants();
const [first] = all;

const closed = (templates: Templates, stage: string) =>
	edges(new Account(templates, stage))
		.filter(({ open }) => !open)
		.map(({ name }) => name);

/** The templates with one type's policies emptied of the statements that name a service. */
function without(service: string, templates: Templates): Templates {
	const text = JSON.stringify(templates);
	expect(text).toContain(`"${service}"`);
	return JSON.parse(text.replaceAll(`"${service}"`, '"other.amazonaws.com"')) as Record<string, Template>;
}

describe("every way between services is open", () => {
	for (const { config, templates } of all)
		test(`${config.profile}, ${config.mode}`, () => {
			const found = edges(new Account(templates, config.stage));
			expect(found.length).toBeGreaterThan(100);
			expect(found.filter(({ open }) => !open)).toEqual([]);
		});
});

describe("a missing permission of a service is found", () => {
	for (const [service, edge] of [
		["cloudwatch.amazonaws.com", "→ topic"],
		["logs.us-east-1.amazonaws.com", "Logs"],
		["scheduler.amazonaws.com", "Scheduler →"],
		["sns.amazonaws.com", "→ queue"],
		["apigateway.amazonaws.com", "API →"],
		["logging.s3.amazonaws.com", "→ access logs"],
		["lambda.amazonaws.com", "Lambda → role"],
		["sqs.us-east-1.amazonaws.com", "→ queue's key"],
		["dynamodb.us-east-1.amazonaws.com", "→ source's key"],
	] as const)
		test(service, () => {
			if (!first) throw new Error("no variant");
			expect(closed(without(service, first.templates), first.config.stage).join("\n")).toContain(edge);
		});
});
