import { createHash } from "node:crypto";
import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	renameSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { App } from "aws-cdk-lib";
import { buildApp, root } from "../lib/app.ts";
import type { Bundles } from "../lib/bundle.ts";
import { type Config, parseConfig } from "../lib/config.ts";
import { stages } from "../lib/stages.ts";
import type { Template, Templates } from "./template.ts";

/** One way to deploy, with every stage. */
export interface Variant {
	config: Config;
	/** The constructs, with no finding acknowledged. */
	app(): App;
	/** What it synthesizes to. */
	templates: Templates;
}

const profiles = ["small", "standard", "isolated"] as const;
const modes = ["trial", "production"] as const;

const isolated = {
	replicaBucketArn: "arn:aws:s3:::replica-of-the-audit-trail",
	backupVaultArn: "arn:aws:backup:eu-west-1:123456789012:backup-vault:audit-trail",
};

const sample = (profile: Config["profile"], mode: Config["mode"]): Config =>
	parseConfig(mode, {
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

/** Makes one variant; its template comes from an earlier process where nothing has changed since. */
export function variant(profile: Config["profile"], mode: Config["mode"]): Variant {
	const config = sample(profile, mode);
	const app = () =>
		buildApp({ outdir: mkdtempSync(join(tmpdir(), "assembly-")), config, bundles: sampleBundles() });
	const kept = join(root, ".build", "variants", sources(), `${profile}-${mode}.json`);
	if (!existsSync(kept)) keep(kept, synthesized(app()));
	// Written by `keep`.
	return { config, app, templates: JSON.parse(readFileSync(kept, "utf8")) as Templates };
}

/** Every variant; six. */
export const variants = (): Variant[] =>
	profiles.flatMap((profile) => modes.map((mode) => variant(profile, mode)));

/** The checks look at templates, not at code: every function's bundle is the same small file. */
function sampleBundles(): Bundles {
	const folder = mkdtempSync(join(tmpdir(), "bundle-"));
	writeFileSync(join(folder, "handler.cjs"), "exports.handler = async () => ({});\n");
	return Object.fromEntries(stages.map((stage) => [stage, folder]));
}

function synthesized(app: App): Templates {
	return Object.fromEntries(
		app.synth().stacksRecursively.map((stack) => [
			stack.hierarchicalId,
			// The CDK wrote this file a moment ago, in this shape.
			JSON.parse(readFileSync(stack.templateFullPath, "utf8")) as Template,
		]),
	);
}

/** Test files run in processes of their own: each finds a whole file or none. */
function keep(path: string, templates: Templates): void {
	mkdirSync(dirname(path), { recursive: true });
	const draft = `${path}.${process.pid}`;
	writeFileSync(draft, JSON.stringify(templates));
	renameSync(draft, path);
}

/** Digest of all that a template is made from. */
function sources(): string {
	const digest = createHash("sha256");
	const files = readdirSync(join(root, "lib"), { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
		.map((entry) => join(entry.parentPath, entry.name))
		.sort();
	for (const file of [...files, join(root, "package-lock.json"), import.meta.filename])
		digest.update(file.slice(root.length)).update("\0").update(readFileSync(file)).update("\0");
	return digest.digest("hex").slice(0, 16);
}
