import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { App } from "aws-cdk-lib";
import { buildApp } from "../lib/app.ts";
import type { Bundles } from "../lib/bundle.ts";
import { type Config, parseConfig } from "../lib/config.ts";
import { stages } from "../lib/stages.ts";

/** A CloudFormation template as synthesized. */
export interface Template {
	Resources: Record<string, Resource>;
	Outputs?: Record<string, unknown>;
}
export interface Resource {
	Type: string;
	Properties?: Record<string, unknown>;
	DependsOn?: string[];
	DeletionPolicy?: string;
	UpdateReplacePolicy?: string;
}

export type Profile = Config["profile"];
export type Mode = Config["mode"];
export const profiles: readonly Profile[] = ["small", "standard", "isolated"];
export const modes: readonly Mode[] = ["trial", "production"];

/** One way to deploy, with every stage, and what it synthesizes to. */
export interface Variant {
	profile: Profile;
	mode: Mode;
	config: Config;
	app: App;
	/** Stack's construct id → template. */
	templates: Readonly<Record<string, Template>>;
}

const isolated = {
	replicaBucketArn: "arn:aws:s3:::replica-of-the-audit-trail",
	backupVaultArn: "arn:aws:backup:eu-west-1:123456789012:backup-vault:audit-trail",
};

const sample = (profile: Profile, mode: Mode): Config =>
	parseConfig(mode === "trial" ? "trial" : "production", {
		mode,
		profile,
		region: "us-east-1",
		retentionDays: 2555,
		maxLoginAttempts: 3,
		alertThresholdSeconds: 300,
		alertEmails: ["security@example.com"],
		alertPhones: ["+12025550123"],
		...(profile === "isolated" ? isolated : {}),
	});

/** The checks look at templates, not at code: every function's bundle is the same small file. */
function sampleBundles(): Bundles {
	const folder = mkdtempSync(join(tmpdir(), "bundle-"));
	writeFileSync(join(folder, "handler.cjs"), "exports.handler = async () => ({});\n");
	return Object.fromEntries(stages.map((stage) => [stage, folder]));
}

const made = new Map<string, Variant>();

/** Synthesizes a variant once per process. */
export function variant(profile: Profile, mode: Mode): Variant {
	const name = `${profile}-${mode}`;
	const known = made.get(name);
	if (known) return known;
	const config = sample(profile, mode);
	const app = buildApp({
		outdir: mkdtempSync(join(tmpdir(), "assembly-")),
		config,
		bundles: sampleBundles(),
	});
	const assembly = app.synth();
	const templates = Object.fromEntries(
		assembly.stacksRecursively.map((stack) => [stack.hierarchicalId, templateOf(stack.templateFullPath)]),
	);
	const result: Variant = { profile, mode, config, app, templates };
	made.set(name, result);
	return result;
}

// The CDK wrote this file a moment ago, in this shape.
const templateOf = (path: string): Template => JSON.parse(readFileSync(path, "utf8")) as Template;

/** Every variant; six. */
export const variants = (): Variant[] =>
	profiles.flatMap((profile) => modes.map((mode) => variant(profile, mode)));

/** Every resource of a variant, with its stack and logical id. */
export const resourcesOf = ({ templates }: Pick<Variant, "templates">) =>
	Object.entries(templates).flatMap(([stack, template]) =>
		Object.entries(template.Resources).map(([logicalId, resource]) => ({ stack, logicalId, resource })),
	);
