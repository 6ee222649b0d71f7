import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../lib/app.ts";
import { resourcesOf, type Templates } from "./template.ts";
import { variants } from "./variants.ts";

/** Types whose loss is a loss of evidence, of keys or of undelivered work: another logical id replaces them. */
const stateful = new Set([
	"AWS::DynamoDB::GlobalTable",
	"AWS::KMS::Key",
	"AWS::S3::Bucket",
	"AWS::SNS::Topic",
	"AWS::SQS::Queue",
	"AWS::Backup::BackupVault",
	"AWS::ApiGateway::RestApi",
]);

export type FrozenIds = Readonly<Record<string, string>>;

/** `<stack>/<logical id>` → type and what CloudFormation replaces when it changes. */
export const statefulIds = (templates: Templates): FrozenIds =>
	Object.fromEntries(
		resourcesOf(templates)
			.filter(({ resource }) => stateful.has(resource.Type))
			.map(({ stack, logicalId, resource }) => [`${stack}/${logicalId}`, identity(resource)])
			.sort(),
	);

/** Properties whose change makes CloudFormation replace the resource. */
function identity({ Type, Properties }: { Type: string; Properties?: Record<string, unknown> }): string {
	const own = Object(Properties);
	const keys = own.KeySchema && JSON.stringify([own.KeySchema, own.AttributeDefinitions]);
	const parts = [
		Type,
		keys,
		own.KeySpec,
		own.KeyUsage,
		own.ObjectLockEnabled && "locked",
		own.BackupVaultName,
	];
	return parts.filter((part) => part !== undefined && part !== false).join(" ");
}

const path = join(root, "lib", "frozen-ids.json");

// Written by this script.
export const frozenIds = (): FrozenIds => JSON.parse(readFileSync(path, "utf8")) as FrozenIds;

/** What a deployment over an earlier one would replace or orphan, as sentences. */
export const replaced = (frozen: FrozenIds, now: FrozenIds): string[] =>
	Object.entries(frozen)
		.filter(([id, what]) => now[id] !== what)
		.map(([id, what]) => (now[id] ? `${id} would be replaced: ${what} → ${now[id]}` : `${id} is gone`));

/** Ids of every variant together; the backup vault is there in `isolated` only. */
export const allIds = (): FrozenIds =>
	Object.assign(
		{},
		...variants().map(({ templates, config }) => withoutStage(statefulIds(templates), config.stage)),
	);

const withoutStage = (ids: FrozenIds, stage: string): FrozenIds =>
	Object.fromEntries(
		Object.entries(ids).map(([id, what]) => [
			id,
			what.replace(`audit-trail-${stage}`, "audit-trail-<stage>"),
		]),
	);

if (import.meta.main && process.argv.includes("--write"))
	writeFileSync(path, `${JSON.stringify(allIds(), null, "\t")}\n`);
