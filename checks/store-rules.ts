import type { Config } from "../lib/config.ts";
import { type Placed, resourcesOf, type Templates } from "./template.ts";

/** Rules on stores that no pack has (cdk-nag looks at no GlobalTable), one sentence per breach. */
export const storeFaults = (templates: Templates, config: Config): string[] =>
	resourcesOf(templates).flatMap((placed) => {
		const say = (fault: string) => `${placed.stack}/${placed.logicalId}: ${fault}`;
		return [...faultsOf(placed, config), ...physicalNames(placed)].map(say);
	});

const properties = ({ resource }: Placed): Record<string, unknown> => resource.Properties ?? {};

function faultsOf(placed: Placed, config: Config): string[] {
	switch (placed.resource.Type) {
		case "AWS::DynamoDB::GlobalTable":
			return [...tableFaults(placed, config), ...retention(placed, config)];
		case "AWS::DynamoDB::Table":
			return ["is no GlobalTable: the rules on tables would not see it"];
		case "AWS::KMS::Key":
			return [...keyFaults(placed), ...retention(placed, config)];
		case "AWS::S3::Bucket":
			return [...bucketFaults(placed, config), ...retention(placed, config)];
		case "AWS::SQS::Queue":
		case "AWS::SNS::Topic":
			return properties(placed)["KmsMasterKeyId"] ? [] : ["has no customer key"];
		case "AWS::Logs::LogGroup":
			return [
				...(properties(placed)["KmsKeyId"] ? [] : ["has no customer key"]),
				...(properties(placed)["RetentionInDays"] ? [] : ["keeps logs for ever"]),
			];
		case "AWS::Lambda::EventSourceMapping":
			return mappingFaults(properties(placed));
		default:
			return /^(Custom::|AWS::CloudFormation::CustomResource)/.test(placed.resource.Type)
				? ["is a custom resource: code that runs at deployment with rights of its own"]
				: [];
	}
}

/** Stores that hold what cannot be made again: a replacement would lose it. */
const retention = ({ resource }: Placed, { mode }: Config): string[] => {
	const wanted = mode === "production" ? "Retain" : "Delete";
	return [resource.DeletionPolicy, resource.UpdateReplacePolicy].every((policy) => policy === wanted)
		? []
		: [`must be ${wanted} on deletion and replacement in a ${mode}`];
};

function tableFaults(placed: Placed, { mode }: Config): string[] {
	const { Replicas, SSESpecification, StreamSpecification, BillingMode } = Object(properties(placed));
	const replicas: unknown[] = Array.isArray(Replicas) ? Replicas : [];
	const isLedger = placed.logicalId.startsWith("TablesLedger");
	const isKeys = placed.logicalId.startsWith("TablesKeys");
	const faults = replicas.map(Object).flatMap((replica) => {
		const recovery = Object(replica.PointInTimeRecoverySpecification);
		return [
			replica.SSESpecification?.KMSMasterKeyId ? "" : "a replica has no customer key",
			recovery.PointInTimeRecoveryEnabled === true ? "" : "cannot be restored to a point in time",
			isKeys && !(recovery.RecoveryPeriodInDays <= 7) ? "keeps erased keys for more than 7 days" : "",
			replica.DeletionProtectionEnabled === (mode === "production")
				? ""
				: `wrong deletion protection for a ${mode}`,
		];
	});
	return [
		replicas.length === 1 ? "" : "has replicas: a conditional put does not hold across them",
		SSESpecification?.SSEEnabled === true && SSESpecification.SSEType === "KMS"
			? ""
			: "is not encrypted by KMS",
		BillingMode === "PAY_PER_REQUEST" ? "" : "is not on demand",
		StreamSpecification?.StreamViewType === (isLedger ? "NEW_AND_OLD_IMAGES" : undefined)
			? ""
			: "has the wrong stream",
		...faults,
	].filter((fault) => fault !== "");
}

function keyFaults(placed: Placed): string[] {
	const { KeySpec, EnableKeyRotation } = Object(properties(placed));
	if (KeySpec === "ECC_NIST_EDWARDS25519")
		return EnableKeyRotation ? ["asks KMS to rotate what it cannot"] : [];
	return EnableKeyRotation === true ? [] : ["is not rotated"];
}

function bucketFaults(placed: Placed, { mode, retentionDays }: Config): string[] {
	const own = Object(properties(placed));
	const publicAccess = Object.values(Object(own.PublicAccessBlockConfiguration));
	const always = [
		publicAccess.length === 4 && publicAccess.every((blocked) => blocked === true) ? "" : "may become public",
		own.VersioningConfiguration?.Status === "Enabled" ? "" : "keeps no versions",
	];
	const { Mode, Days } = Object(own.ObjectLockConfiguration?.Rule?.DefaultRetention);
	const lock =
		mode === "production"
			? Mode === "COMPLIANCE" && Days === retentionDays
			: Mode === "GOVERNANCE" && Days === 1;
	const locked = placed.logicalId.startsWith("AccessLogs") || lock ? "" : `has the wrong lock for a ${mode}`;
	return [...always, locked].filter((fault) => fault !== "");
}

function mappingFaults(own: Record<string, unknown>): string[] {
	const { FunctionResponseTypes, StartingPosition, ...bounds } = Object(own);
	const faults = [
		JSON.stringify(FunctionResponseTypes) === '["ReportBatchItemFailures"]'
			? ""
			: "takes a batch as all or nothing",
	];
	if (StartingPosition !== undefined)
		faults.push(
			bounds.MaximumRetryAttempts > 0 && bounds.MaximumRecordAgeInSeconds > 0 ? "" : "retries without bound",
			bounds.BisectBatchOnFunctionError === true ? "" : "lets one bad record stop a batch",
			bounds.DestinationConfig?.OnFailure ? "" : "loses what it gives up",
		);
	return faults.filter((fault) => fault !== "");
}

/** A physical name keeps CloudFormation from replacing what it must, and two stages out of one account. */
function physicalNames(placed: Placed): string[] {
	const own = properties(placed);
	const named = ["TableName", "BucketName", "QueueName", "TopicName", "KeyName"].filter(
		(name) => name in own,
	);
	return named.map((name) => `has the physical name ${name}`);
}
