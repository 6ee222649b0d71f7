export type LockMode = "GOVERNANCE" | "COMPLIANCE";

/** One rule of a bucket's lifecycle, with the actions that are honoured. */
export interface LifecycleRule {
	id: string;
	enabled: boolean;
	prefix: string;
	/** Days after creation until the current version expires. */
	expirationDays?: number;
	/** A delete marker that is alone with its key goes. */
	expiredMarkers?: boolean;
	/** Days after a version was replaced until it goes. */
	noncurrentDays?: number;
	/** So many replaced versions stay nevertheless. */
	newerNoncurrent?: number;
	/** Days after which an upload in parts that was not completed is aborted. */
	abortUploadDays?: number;
}

export type Encryption = { algorithm: "AES256" } | { algorithm: "aws:kms"; key: string; bucketKey: boolean };

export interface PublicAccessBlock {
	BlockPublicAcls: boolean;
	IgnorePublicAcls: boolean;
	BlockPublicPolicy: boolean;
	RestrictPublicBuckets: boolean;
}

/** A bucket as it is kept. */
export interface Bucket {
	name: string;
	createdAt: number;
	/** Absent until versioning was enabled for the first time. */
	versioning?: "Enabled" | "Suspended";
	/** Present where Object Lock is enabled; it can never be taken away. */
	objectLock?: { default?: { mode: LockMode; days?: number; years?: number } };
	encryption: Encryption;
	/** The policy document as text. */
	policy?: string;
	/** Every caller here is signed and known, so nothing is public; kept to be shown. */
	publicAccessBlock: PublicAccessBlock;
	lifecycle: LifecycleRule[];
	/** Where server access logs go. */
	logging?: { bucket: string; prefix: string };
	tags: Record<string, string>;
}

/** A bucket as S3 makes one today: encrypted, private, owner enforced. */
export const newBucket = (name: string, createdAt: number): Bucket => ({
	name,
	createdAt,
	encryption: { algorithm: "AES256" },
	publicAccessBlock: {
		BlockPublicAcls: true,
		IgnorePublicAcls: true,
		BlockPublicPolicy: true,
		RestrictPublicBuckets: true,
	},
	lifecycle: [],
	tags: {},
});

export const bucketArn = (name: string) => `arn:aws:s3:::${name}`;
export const objectArn = (bucket: string, key: string) => `arn:aws:s3:::${bucket}/${key}`;
