import { isRecord } from "../../record.ts";
import { AwsError } from "../../service.ts";
import type { Xml } from "../../xml/write-xml.ts";
import { readPayload } from "../checksum/payload.ts";
import type { Operation } from "../desk.ts";
import { bucketOf, guard } from "../guard.ts";
import { lockMode } from "../object/lock.ts";
import { refuse } from "../refuse.ts";
import { emptyReply, readDocument, xmlReply } from "../reply.ts";
import type { Bucket } from "./bucket.ts";

/** An operation that shows one part of a bucket's configuration, or refuses where it has none. */
const show =
	(
		parameter: string,
		action: string,
		root: string,
		content: (bucket: Bucket, region: string) => Xml,
	): Operation =>
	async (desk, ask, operation) => {
		const bucket = bucketOf(desk, ask);
		ask.parameter(parameter);
		ask.end(operation);
		guard(desk.context, bucket, undefined, action, { caller: ask.request.caller, operation });
		return xmlReply(root, content(bucket, desk.context.region));
	};

export const getBucketLocation = show(
	"location",
	"GetBucketLocation",
	"LocationConstraint",
	(_bucket, region) => (region === "us-east-1" ? "" : region),
);

export const getBucketVersioning = show(
	"versioning",
	"GetBucketVersioning",
	"VersioningConfiguration",
	({ versioning }) => ({ Status: versioning }),
);

export const getBucketEncryption = show(
	"encryption",
	"GetEncryptionConfiguration",
	"ServerSideEncryptionConfiguration",
	({ encryption }) => ({
		Rule: {
			ApplyServerSideEncryptionByDefault: {
				SSEAlgorithm: encryption.algorithm,
				KMSMasterKeyID: encryption.algorithm === "aws:kms" ? encryption.key : undefined,
			},
			BucketKeyEnabled: encryption.algorithm === "aws:kms" && encryption.bucketKey,
		},
	}),
);

export const getPublicAccessBlock = show(
	"publicAccessBlock",
	"GetBucketPublicAccessBlock",
	"PublicAccessBlockConfiguration",
	({ publicAccessBlock }) => ({ ...publicAccessBlock }),
);

export const getBucketOwnershipControls = show(
	"ownershipControls",
	"GetBucketOwnershipControls",
	"OwnershipControls",
	() => ({ Rule: { ObjectOwnership: "BucketOwnerEnforced" } }),
);

export const getBucketLogging = show("logging", "GetBucketLogging", "BucketLoggingStatus", ({ logging }) =>
	logging ? { LoggingEnabled: { TargetBucket: logging.bucket, TargetPrefix: logging.prefix } } : "",
);

export const getBucketTagging = show("tagging", "GetBucketTagging", "Tagging", ({ tags }) => {
	const Tag = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
	if (Tag.length === 0) throw new AwsError("NoSuchTagSet", "The TagSet does not exist", 404);
	return { TagSet: { Tag } };
});

export const getBucketLifecycle = show(
	"lifecycle",
	"GetLifecycleConfiguration",
	"LifecycleConfiguration",
	({ lifecycle }) => {
		if (lifecycle.length === 0)
			throw new AwsError("NoSuchLifecycleConfiguration", "The lifecycle configuration does not exist", 404);
		return {
			Rule: lifecycle.map((rule) => ({
				ID: rule.id,
				Filter: { Prefix: rule.prefix },
				Status: rule.enabled ? "Enabled" : "Disabled",
				Expiration:
					rule.expirationDays === undefined && !rule.expiredMarkers
						? undefined
						: {
								Days: rule.expirationDays,
								ExpiredObjectDeleteMarker: rule.expiredMarkers ? true : undefined,
							},
				NoncurrentVersionExpiration:
					rule.noncurrentDays === undefined
						? undefined
						: { NoncurrentDays: rule.noncurrentDays, NewerNoncurrentVersions: rule.newerNoncurrent },
				AbortIncompleteMultipartUpload:
					rule.abortUploadDays === undefined ? undefined : { DaysAfterInitiation: rule.abortUploadDays },
			})),
		};
	},
);

export const getObjectLockConfiguration = show(
	"object-lock",
	"GetBucketObjectLockConfiguration",
	"ObjectLockConfiguration",
	({ objectLock }) => {
		if (!objectLock)
			throw new AwsError(
				"ObjectLockConfigurationNotFoundError",
				"Object Lock configuration does not exist for this bucket",
				404,
			);
		const standard = objectLock.default;
		return {
			ObjectLockEnabled: "Enabled",
			Rule: standard && {
				DefaultRetention: { Mode: standard.mode, Days: standard.days, Years: standard.years },
			},
		};
	},
);

export const getBucketPolicy: Operation = async (desk, ask, operation) => {
	const bucket = bucketOf(desk, ask);
	ask.parameter("policy");
	ask.end(operation);
	guard(desk.context, bucket, undefined, "GetBucketPolicy", { caller: ask.request.caller, operation });
	if (bucket.policy === undefined)
		throw new AwsError("NoSuchBucketPolicy", "The bucket policy does not exist", 404, {
			BucketName: bucket.name,
		});
	return { status: 200, headers: { "content-type": "application/json" }, body: bucket.policy };
};

export const putBucketPolicy: Operation = async (desk, ask, operation) => {
	const bucket = bucketOf(desk, ask);
	ask.parameter("policy");
	const { bytes } = readPayload(ask);
	ask.end(operation);
	guard(desk.context, bucket, undefined, "PutBucketPolicy", { caller: ask.request.caller, operation });
	const policy = bytes.toString();
	if (!isJsonObject(policy)) throw new AwsError("MalformedPolicy", "Policies must be valid JSON");
	await desk.buckets.save({ ...bucket, policy });
	return emptyReply(204);
};

function isJsonObject(text: string): boolean {
	try {
		return isRecord(JSON.parse(text));
	} catch {
		return false;
	}
}

export const deleteBucketPolicy: Operation = async (desk, ask, operation) => {
	const bucket = bucketOf(desk, ask);
	ask.parameter("policy");
	ask.end(operation);
	guard(desk.context, bucket, undefined, "DeleteBucketPolicy", { caller: ask.request.caller, operation });
	const { policy: _, ...rest } = bucket;
	await desk.buckets.save(rest);
	return emptyReply(204);
};

export const putBucketVersioning: Operation = async (desk, ask, operation) => {
	const bucket = bucketOf(desk, ask);
	ask.parameter("versioning");
	const { bytes } = readPayload(ask);
	ask.end(operation);
	guard(desk.context, bucket, undefined, "PutBucketVersioning", { caller: ask.request.caller, operation });
	const document = readDocument(bytes, "VersioningConfiguration");
	const status = document.oneOf("Status", ["Enabled", "Suspended"]);
	document.end();
	if (status === undefined) throw refuse.malformed("VersioningConfiguration needs a Status");
	if (bucket.objectLock && status !== "Enabled")
		throw new AwsError(
			"InvalidBucketState",
			"An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.",
			409,
		);
	await desk.buckets.save({ ...bucket, versioning: status });
	return emptyReply(200);
};

/** Enables Object Lock on a versioned bucket, or sets what new versions get; it can never be disabled. */
export const putObjectLockConfiguration: Operation = async (desk, ask, operation) => {
	const bucket = bucketOf(desk, ask);
	ask.parameter("object-lock");
	const { bytes } = readPayload(ask);
	ask.end(operation);
	guard(desk.context, bucket, undefined, "PutBucketObjectLockConfiguration", {
		caller: ask.request.caller,
		operation,
	});
	const document = readDocument(bytes, "ObjectLockConfiguration");
	const enabled = document.oneOf("ObjectLockEnabled", ["Enabled"]);
	const rule = document.inner("Rule");
	const standard = rule?.inner("DefaultRetention");
	const mode = standard?.text("Mode");
	const days = standard?.whole("Days", 1, 36_500);
	const years = standard?.whole("Years", 1, 100);
	for (const part of [standard, rule, document]) part?.end();
	if (enabled === undefined) throw refuse.malformed("ObjectLockConfiguration needs ObjectLockEnabled");
	if (standard && (days === undefined) === (years === undefined))
		throw refuse.malformed("DefaultRetention takes either Days or Years");
	if (bucket.versioning !== "Enabled")
		throw new AwsError(
			"InvalidBucketState",
			"Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration",
			409,
		);
	await desk.buckets.save({
		...bucket,
		objectLock:
			mode === undefined
				? {}
				: {
						default: {
							mode: lockMode(mode),
							...(days === undefined ? {} : { days }),
							...(years === undefined ? {} : { years }),
						},
					},
	});
	return emptyReply(200);
};
