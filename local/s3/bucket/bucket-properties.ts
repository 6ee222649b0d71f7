import type { Members } from "../../members.ts";
import { lockMode } from "../object/lock.ts";
import { refuse } from "../refuse.ts";
import type { Bucket, PublicAccessBlock } from "./bucket.ts";
import { readLifecycle } from "./lifecycle-properties.ts";

/** Reads the properties of `AWS::S3::Bucket` that shape a bucket; the caller ends the reading, and so refuses the others. */
export function readBucketProperties(
	input: Members,
): Pick<Bucket, "encryption" | "publicAccessBlock" | "lifecycle"> &
	Partial<Pick<Bucket, "versioning" | "objectLock" | "logging">> {
	const acl = input.oneOf("AccessControl", ["Private"]);
	void acl;
	readOwnership(input);
	const versioning = readVersioning(input);
	const objectLock = readObjectLock(input);
	if (objectLock && versioning === "Suspended")
		throw refuse.argument(`${input.where}: Object Lock needs versioning`);
	const logging = readLogging(input);
	return {
		encryption: readEncryption(input),
		publicAccessBlock: readPublicAccessBlock(input),
		lifecycle: readLifecycle(input),
		...(objectLock ? { objectLock, versioning: "Enabled" } : versioning ? { versioning } : {}),
		...(logging ? { logging } : {}),
	};
}

function readOwnership(input: Members): void {
	const controls = input.inner("OwnershipControls");
	for (const rule of controls?.inners("Rules") ?? []) {
		rule.oneOf("ObjectOwnership", ["BucketOwnerEnforced"]);
		rule.end();
	}
	controls?.end();
}

function readVersioning(input: Members): Bucket["versioning"] {
	const configuration = input.inner("VersioningConfiguration");
	const status = configuration?.oneOf("Status", ["Enabled", "Suspended"]);
	configuration?.end();
	return status;
}

function readObjectLock(input: Members): Bucket["objectLock"] {
	const enabled = input.flag("ObjectLockEnabled");
	const configuration = input.inner("ObjectLockConfiguration");
	configuration?.oneOf("ObjectLockEnabled", ["Enabled"]);
	const rule = configuration?.inner("Rule");
	const standard = rule?.inner("DefaultRetention");
	const mode = standard?.text("Mode");
	const days = standard?.whole("Days", 1, 36_500);
	const years = standard?.whole("Years", 1, 100);
	for (const part of [standard, rule, configuration]) part?.end();
	if (!enabled) {
		if (configuration)
			throw refuse.argument(`${input.where}: ObjectLockConfiguration needs ObjectLockEnabled`);
		return undefined;
	}
	if (mode === undefined) return {};
	if ((days === undefined) === (years === undefined))
		throw refuse.argument(`${input.where}: DefaultRetention takes either Days or Years`);
	return {
		default: {
			mode: lockMode(mode),
			...(days === undefined ? {} : { days }),
			...(years === undefined ? {} : { years }),
		},
	};
}

function readEncryption(input: Members): Bucket["encryption"] {
	const encryption = input.inner("BucketEncryption");
	const rules = encryption?.inners("ServerSideEncryptionConfiguration") ?? [];
	encryption?.end();
	if (rules.length > 1) throw refuse.argument(`${input.where}: BucketEncryption takes one rule`);
	const [rule] = rules;
	if (!rule) return { algorithm: "AES256" };
	const bucketKey = rule.flag("BucketKeyEnabled") ?? false;
	const standard = rule.inner("ServerSideEncryptionByDefault");
	const algorithm = standard?.oneOf("SSEAlgorithm", ["AES256", "aws:kms"]) ?? "AES256";
	const key = standard?.maybeText("KMSMasterKeyID");
	standard?.end();
	rule.end();
	if (algorithm === "AES256") return { algorithm };
	if (key === undefined)
		throw refuse.argument(
			`${input.where}: aws:kms without KMSMasterKeyID would use a key managed by AWS, which is not simulated`,
		);
	return { algorithm, key, bucketKey };
}

function readPublicAccessBlock(input: Members): PublicAccessBlock {
	const block = input.inner("PublicAccessBlockConfiguration");
	const flag = (name: string) => (block === undefined ? true : (block.flag(name) ?? false));
	const read = {
		BlockPublicAcls: flag("BlockPublicAcls"),
		IgnorePublicAcls: flag("IgnorePublicAcls"),
		BlockPublicPolicy: flag("BlockPublicPolicy"),
		RestrictPublicBuckets: flag("RestrictPublicBuckets"),
	};
	block?.end();
	return read;
}

/** An empty bucket name stands for the bucket itself. */
function readLogging(input: Members): Bucket["logging"] {
	const logging = input.inner("LoggingConfiguration");
	if (!logging) return undefined;
	const bucket = logging.maybeText("DestinationBucketName") ?? "";
	const prefix = logging.maybeText("LogFilePrefix") ?? "";
	logging.end();
	return { bucket, prefix };
}
