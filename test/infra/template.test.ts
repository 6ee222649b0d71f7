import { describe, expect, test } from "vitest";
import { lintTemplate } from "../../checks/lint-template.ts";
import { storeFaults } from "../../checks/store-rules.ts";
import type { Resource, Template } from "../../checks/template.ts";
import { variant, variants } from "../../checks/variants.ts";

const all = variants();

describe("templates", () => {
	for (const { config, templates } of all) {
		test(`${config.profile}, ${config.mode}: every type and property is one that CloudFormation knows`, () => {
			expect(lintTemplate(templates)).toEqual([]);
		});
		test(`${config.profile}, ${config.mode}: every store is encrypted, restorable, and kept as its mode says`, () => {
			expect(storeFaults(templates, config)).toEqual([]);
		});
		test(`${config.profile}, ${config.mode}: one metadata-free template, no parameters, no custom resource`, () => {
			for (const template of Object.values(templates)) {
				expect(Object.keys(template)).not.toContain("Parameters");
				expect(JSON.stringify(template)).not.toMatch(/Custom::|CDKMetadata/);
			}
		});
	}
});

const { config, templates } = variant("small", "production");

/** The templates with one resource changed. */
function planted(logicalId: RegExp, change: (resource: Resource) => void): Record<string, Template> {
	const copy: Record<string, Template> = structuredClone(templates);
	const found = Object.values(copy)
		.flatMap((template) => Object.entries(template.Resources))
		.find(([id]) => logicalId.test(id));
	if (!found) throw new Error(`no resource ${logicalId}`);
	change(found[1]);
	return copy;
}
const set = (path: string, value: unknown) => (resource: Resource) => {
	const steps = path.split(".");
	const last = steps.pop() ?? "";
	// Paths lead through objects and lists only: they are written for templates that this file looked at.
	const place = steps.reduce<Record<string, unknown>>(
		(at, step) => at[step] as Record<string, unknown>,
		resource.Properties ?? {},
	);
	if (value === undefined) delete place[last];
	else place[last] = value;
};
const retyped = (type: string) => (resource: Resource) => {
	resource.Type = type;
};
const deletable = (resource: Resource) => {
	resource.DeletionPolicy = "Delete";
};

describe("the template linter finds", () => {
	test.each([
		["an unknown type", /^TablesLedger/, retyped("AWS::DynamoDB::Ledger"), "no resource type"],
		["an unknown property", /^TablesLedger/, set("Encrypted", true), "no property Encrypted"],
		["an unknown property inside", /^TablesLedger/, set("Replicas.0.Zone", "a"), "no property Zone"],
		["a missing property", /^IngestFunction/, set("Role", undefined), "Role is missing"],
		["a value of the wrong kind", /^IngestFunction/, set("Timeout", "20 seconds"), "must be a number"],
	] as const)("%s", (_, id, change, fault) => {
		expect(lintTemplate(planted(id, change)).join()).toContain(fault);
	});
});

describe("the rules on stores find", () => {
	test.each([
		[
			"a table without a customer key",
			/^TablesLedger/,
			set("Replicas.0.SSESpecification", {}),
			"customer key",
		],
		[
			"a table that cannot be restored",
			/^TablesTenants/,
			set("Replicas.0.PointInTimeRecoverySpecification", {}),
			"point in time",
		],
		[
			"erased keys kept too long",
			/^TablesKeys[0-9A-F]{8}$/,
			set("Replicas.0.PointInTimeRecoverySpecification.RecoveryPeriodInDays", 35),
			"7 days",
		],
		[
			"a production table that can be deleted",
			/^TablesLedger/,
			set("Replicas.0.DeletionProtectionEnabled", false),
			"deletion protection",
		],
		["a second replica", /^TablesLedger/, set("Replicas.1", { Region: "eu-west-1" }), "replicas"],
		[
			"a stream without old images",
			/^TablesLedger/,
			set("StreamSpecification.StreamViewType", "NEW_IMAGE"),
			"wrong stream",
		],
		["a production that is not retained", /^Reports[0-9A-F]{8}$/, deletable, "Retain"],
		[
			"a production lock that an administrator may lift",
			/^Reports[0-9A-F]{8}$/,
			set("ObjectLockConfiguration.Rule.DefaultRetention.Mode", "GOVERNANCE"),
			"wrong lock",
		],
		[
			"a bucket that may become public",
			/^Checkpoints/,
			set("PublicAccessBlockConfiguration.BlockPublicAcls", false),
			"public",
		],
		["a key that is not rotated", /^EnvelopeKey/, set("EnableKeyRotation", false), "not rotated"],
		[
			"a queue under AWS's own key",
			/^StreamFailures[0-9A-F]{8}$/,
			set("KmsMasterKeyId", undefined),
			"customer key",
		],
		["a physical name", /^TablesLedger/, set("TableName", "ledger"), "physical name"],
		["a custom resource", /^Overview/, retyped("Custom::Anything"), "custom resource"],
		["a mapping that retries for ever", /^DetectStream/, set("MaximumRetryAttempts", -1), "without bound"],
		["a mapping that loses what it gives up", /^IndexStream/, set("DestinationConfig", undefined), "loses"],
	] as const)("%s", (_, id, change, fault) => {
		expect(storeFaults(planted(id, change), config).join()).toContain(fault);
	});
});
