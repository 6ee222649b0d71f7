import { describe, expect, test } from "vitest";
import { committed } from "../../checks/document.ts";
import { type Grant, grantsOf } from "../../checks/grants.ts";
import { permissionsPage, permissionTable } from "../../checks/permissions.ts";
import type { Template } from "../../checks/template.ts";
import { variant, variants } from "../../checks/variants.ts";

const all = variants();
const { config, templates } = variant("small", "trial");

/** Roles that may do what matches, in any variant. */
const rolesThat = (may: (grant: Grant) => boolean): string[] => [
	...new Set(
		all.flatMap(({ templates }) =>
			grantsOf(templates)
				.filter(may)
				.map(({ role }) => role),
		),
	),
];

describe("what roles may do", () => {
	test("is what docs/permissions.md says; `node checks/permissions.ts --write` shows the difference", () => {
		expect(permissionsPage.render()).toBe(committed(permissionsPage));
	});

	test("only ingest puts into the ledger", () => {
		const puts = ["dynamodb:PutItem", "dynamodb:BatchWriteItem", "dynamodb:PartiQLInsert"];
		expect(rolesThat(({ action, resource }) => puts.includes(action) && resource === "Ledger table")).toEqual(
			["IngestRole"],
		);
	});

	test("nobody deletes or updates in the ledger", () => {
		const changes =
			/^dynamodb:(DeleteItem|UpdateItem|PartiQL(Delete|Update)|DeleteTable|UpdateTable|BatchWriteItem)$/;
		expect(rolesThat(({ action, resource }) => changes.test(action) && resource === "Ledger table")).toEqual(
			[],
		);
	});

	test("nobody signs: the signer comes with the transparency log", () => {
		expect(
			rolesThat(({ action, resource }) => /^kms:Sign$/.test(action) || resource === "SigningKey"),
		).toEqual([]);
	});

	test("nobody deletes an object or lifts a lock", () => {
		expect(
			rolesThat(({ action }) => /^s3:(Delete|Bypass|PutObjectRetention|PutBucket|PutLifecycle)/.test(action)),
		).toEqual([]);
	});

	test("query has no rights in any store; its session holds to one tenant", () => {
		const own = grantsOf(templates).filter(({ role }) => role === "QueryRole");
		expect(own.filter(({ action }) => /^(dynamodb|kms|s3|sqs|sns):/.test(action))).toEqual([]);
		const session = grantsOf(templates).filter(({ role }) => role === "QuerySessionRole");
		expect(session.length).toBeGreaterThan(5);
		for (const { resource, when } of session)
			expect(`${resource} ${when}`).toContain("aws:PrincipalTag/tenant");
		for (const { action, when } of session.filter(({ action }) => action.startsWith("dynamodb:"))) {
			expect(when).toContain("Null dynamodb:LeadingKeys false");
			expect(action).not.toMatch(/Scan|PartiQL/);
		}
	});

	test("no action is a wildcard, and only four kinds of actions take every resource", () => {
		expect(rolesThat(({ action }) => action.includes("*"))).toEqual([]);
		const everywhere = all.flatMap(({ templates }) =>
			grantsOf(templates)
				.filter(({ role, resource }) => resource === "*" && role !== "ApiLogRole")
				.map(({ action }) => action.split(/[:\s]/)[0]),
		);
		expect(new Set(everywhere)).toEqual(new Set(["xray", "dynamodb", "ec2", "AWS's"]));
		expect(rolesThat(({ action, resource }) => resource === "*" && action.startsWith("dynamodb:"))).toEqual(
			rolesThat(({ action }) => action === "dynamodb:ListStreams"),
		);
	});

	test("every direct use of the envelope and alerts keys is bound to an encryption context", () => {
		const uses = all.flatMap(({ templates }) =>
			grantsOf(templates).filter(({ action }) => /^kms:(?!DescribeKey)/.test(action)),
		);
		expect(uses.length).toBeGreaterThan(10);
		for (const { when } of uses) expect(when).toContain("kms:EncryptionContext:tenant");
		expect(new Set(uses.map(({ resource }) => resource))).toEqual(new Set(["EnvelopeKey", "AlertsKey"]));
	});

	test("no role both administers API keys and reads the ledger", () => {
		const administers = rolesThat(
			({ action, resource }) => action === "dynamodb:UpdateItem" && resource === "Credentials table",
		);
		const reads = rolesThat(
			({ action, resource }) =>
				/^dynamodb:(Get|BatchGet|Query|Scan)/.test(action) && resource.startsWith("Ledger"),
		);
		expect(administers).toContain("ManageRole");
		expect(reads).toContain("QuerySessionRole");
		expect(reads.filter((role) => administers.includes(role))).toEqual([]);
	});

	test("only the stages that go over all tenants scan, and only the table of tenants", () => {
		const scans = all.flatMap(({ templates }) =>
			grantsOf(templates).filter(({ action }) => action === "dynamodb:Scan"),
		);
		expect(new Set(scans.map(({ role, resource }) => `${role} ${resource}`))).toEqual(
			new Set(["VerifyRole Tenants table", "AssessRole Tenants table"]),
		);
	});
});

describe("the table of permissions", () => {
	test("changes when a role gets one more permission", () => {
		const more: Record<string, Template> = structuredClone(templates);
		const [, policy] =
			Object.entries(more["Pipeline"]?.Resources ?? {}).find(([id]) => /^HealthPolicy/.test(id)) ?? [];
		Object(policy?.Properties?.["PolicyDocument"]).Statement.push({
			Effect: "Allow",
			Action: "dynamodb:DeleteItem",
			Resource: "*",
		});
		expect(permissionTable([{ config, templates: more }])).not.toBe(permissionTable([{ config, templates }]));
		expect(permissionTable([{ config, templates: more }])).toContain(
			"HealthRole | `dynamodb:DeleteItem` | `*`",
		);
	});

	test("refuses a policy of a kind that it does not look into", () => {
		const more: Record<string, Template> = structuredClone(templates);
		const pipeline = more["Pipeline"];
		if (pipeline) pipeline.Resources["Planted"] = { Type: "AWS::IAM::Policy", Properties: {} };
		expect(() => grantsOf(more)).toThrow("AWS::IAM::Policy");
	});
});
