import { readFileSync } from "node:fs";
import { join } from "node:path";
import { App, DefaultStackSynthesizer, type IStackSynthesizer, Validations } from "aws-cdk-lib";
import { acknowledge } from "./acknowledgements.ts";
import { type Bundles, bundle } from "./bundle.ts";
import { type Config, parseConfig } from "./config.ts";
import { exact } from "./exact.ts";
import { flags } from "./flags.ts";
import { packs } from "./packs.ts";
import { AccountStack } from "./stacks/account.ts";
import { AssessmentStack } from "./stacks/assessment.ts";
import { DataStack } from "./stacks/data.ts";
import { PipelineStack } from "./stacks/pipeline.ts";
import { TrustStack } from "./stacks/trust.ts";

export interface BuildOptions {
	/** Folder of the cloud assembly; the CDK's own choice where absent (`cdk.out`, or what its CLI says). */
	outdir?: string | undefined;
	config: Config;
	/** Folder of each stage's bundle. */
	bundles: Bundles;
}

/** The checkout: `config/`, `functions/` and `rules/` lie here. */
export const root = join(import.meta.dirname, "..");

/** Makes the stacks of one stage; nothing is written until `synth()`. */
export function buildApp({ outdir, config, bundles }: BuildOptions): App {
	const app = new App({
		...(outdir === undefined ? {} : { outdir }),
		context: flags,
		analyticsReporting: false,
	});
	const stack = (name: string) => ({
		stackName: `audit-trail-${config.stage}-${name.toLowerCase()}`,
		description: `Audit trail, ${name} (${config.mode}, ${config.profile})`,
		env: { region: config.region },
		// CloudFormation hands these on to every resource; they stand beside the template, not in it.
		tags: { "audit-trail": config.stage },
		terminationProtection: config.mode === "production",
		// The CLI checks the bootstrap's version by itself; in the template it would be a parameter.
		synthesizer: exact<IStackSynthesizer>(
			new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }),
		),
	});
	const account = new AccountStack(app, "Account", {
		...stack("Account"),
		stackName: "audit-trail-account",
		description: "Audit trail, once per account: API Gateway's log role",
	});
	new TrustStack(app, "Trust", { ...stack("Trust"), config });
	const data = new DataStack(app, "Data", { ...stack("Data"), config });
	const deployment = { config, bundles, operationsKey: data.operationsKey };
	const pipeline = new PipelineStack(app, "Pipeline", { ...stack("Pipeline"), deployment, data });
	// Without the account's log role, API Gateway refuses a stage that logs.
	pipeline.addStackDependency(account);
	new AssessmentStack(app, "Assessment", { ...stack("Assessment"), data, pipeline });
	return app;
}

/** @param stage a file of `config/` without its ending */
export const readConfig = (
	stage: string,
	environment?: Readonly<Record<string, string | undefined>>,
): Config =>
	parseConfig(stage, JSON.parse(readFileSync(join(root, "config", `${stage}.json`), "utf8")), environment);

export interface SynthesizeOptions {
	/** A file of `config/` without its ending. */
	stage: string;
	outdir?: string | undefined;
	/** Overrides of a trial's settings (AUDIT_RETENTION_DAYS, MAX_LOGIN_ATTEMPTS, ALERT_THRESHOLD_SECONDS). */
	environment?: Readonly<Record<string, string | undefined>>;
	/** Runs the rule packs too; whatever they find and nobody acknowledged fails the synthesis. */
	checked?: boolean;
}

/**
 * Bundles the functions and writes the cloud assembly: templates, assets and their manifest.
 * @returns the assembly's folder
 */
export function synthesize({ stage, outdir, environment, checked = false }: SynthesizeOptions): string {
	const config = readConfig(stage, environment);
	const app = buildApp({ outdir, config, bundles: bundle(root) });
	if (checked) {
		acknowledge(app, config);
		Validations.of(app).addPlugins(...packs());
	}
	return app.synth().directory;
}
