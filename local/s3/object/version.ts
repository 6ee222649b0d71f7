import type { LockMode } from "../bucket/bucket.ts";
import type { Checksum } from "../checksum/checksum.ts";

export interface Retention {
	mode: LockMode;
	/** Milliseconds since 1970. */
	until: number;
}

/** One version of an object, or a delete marker, as it is kept; times in milliseconds since 1970. */
export interface Version {
	bucket: string;
	key: string;
	/** `null` in a bucket without versioning. */
	versionId: string;
	/** Grows with each version of the key. */
	order: number;
	lastModified: number;
	marker: boolean;
	/** Name of the file that holds the bytes; none for a marker. */
	file?: string;
	size: number;
	/** With quotes. */
	etag: string;
	checksum?: Checksum;
	/** `content-type` and the other headers that are kept as they came. */
	headers: Record<string, string>;
	/** `x-amz-meta-*` without the prefix. */
	metadata: Record<string, string>;
	tags: Record<string, string>;
	encryption: { algorithm: "AES256" } | { algorithm: "aws:kms"; keyArn: string; bucketKey: boolean };
	retention?: Retention;
	legalHold?: boolean;
	/** How many parts it was uploaded in. */
	parts?: number;
}
