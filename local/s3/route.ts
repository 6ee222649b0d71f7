import type { Ask } from "./ask.ts";
import * as bucket from "./bucket/bucket-operations.ts";
import * as configuration from "./bucket/configuration-operations.ts";
import type { Operation } from "./desk.ts";
import { completeMultipartUpload } from "./multipart/complete.ts";
import * as multipart from "./multipart/upload-operations.ts";
import { copyObject } from "./object/copy-object.ts";
import { deleteObject, deleteObjects } from "./object/delete-operations.ts";
import { getObject } from "./object/get-object.ts";
import { listObjectsV2 } from "./object/list-objects.ts";
import { listObjectVersions } from "./object/list-versions.ts";
import * as lock from "./object/lock-operations.ts";
import { putObject } from "./object/put-object.ts";
import * as tagging from "./object/tagging-operations.ts";
import { refuse } from "./refuse.ts";

interface Route {
	name: string;
	on: "service" | "bucket" | "object";
	method: string;
	/** The parameter that makes it this operation. */
	parameter?: string;
	header?: string;
	run: Operation;
}

const route = (
	name: string,
	on: Route["on"],
	method: string,
	parameter: string | undefined,
	run: Operation,
	header?: string,
): Route => ({
	name,
	on,
	method,
	run,
	...(parameter === undefined ? {} : { parameter }),
	...(header === undefined ? {} : { header }),
});

/** Every operation that is honoured. Those with a parameter or header come before the plain one of their method. */
const routes: readonly Route[] = [
	route("ListBuckets", "service", "GET", undefined, bucket.listBuckets),

	route("GetBucketLocation", "bucket", "GET", "location", configuration.getBucketLocation),
	route("GetBucketVersioning", "bucket", "GET", "versioning", configuration.getBucketVersioning),
	route("GetBucketEncryption", "bucket", "GET", "encryption", configuration.getBucketEncryption),
	route("GetPublicAccessBlock", "bucket", "GET", "publicAccessBlock", configuration.getPublicAccessBlock),
	route(
		"GetBucketOwnershipControls",
		"bucket",
		"GET",
		"ownershipControls",
		configuration.getBucketOwnershipControls,
	),
	route("GetBucketLogging", "bucket", "GET", "logging", configuration.getBucketLogging),
	route("GetBucketTagging", "bucket", "GET", "tagging", configuration.getBucketTagging),
	route("GetBucketLifecycleConfiguration", "bucket", "GET", "lifecycle", configuration.getBucketLifecycle),
	route(
		"GetObjectLockConfiguration",
		"bucket",
		"GET",
		"object-lock",
		configuration.getObjectLockConfiguration,
	),
	route("GetBucketPolicy", "bucket", "GET", "policy", configuration.getBucketPolicy),
	route("ListObjectVersions", "bucket", "GET", "versions", listObjectVersions),
	route("ListMultipartUploads", "bucket", "GET", "uploads", multipart.listMultipartUploads),
	route("ListObjectsV2", "bucket", "GET", "list-type", listObjectsV2),
	route("PutBucketPolicy", "bucket", "PUT", "policy", configuration.putBucketPolicy),
	route("PutBucketVersioning", "bucket", "PUT", "versioning", configuration.putBucketVersioning),
	route(
		"PutObjectLockConfiguration",
		"bucket",
		"PUT",
		"object-lock",
		configuration.putObjectLockConfiguration,
	),
	route("DeleteBucketPolicy", "bucket", "DELETE", "policy", configuration.deleteBucketPolicy),
	route("DeleteObjects", "bucket", "POST", "delete", deleteObjects),
	route("CreateBucket", "bucket", "PUT", undefined, bucket.createBucket),
	route("HeadBucket", "bucket", "HEAD", undefined, bucket.headBucket),
	route("DeleteBucket", "bucket", "DELETE", undefined, bucket.deleteBucket),

	route("GetObjectRetention", "object", "GET", "retention", lock.getObjectRetention),
	route("GetObjectLegalHold", "object", "GET", "legal-hold", lock.getObjectLegalHold),
	route("GetObjectTagging", "object", "GET", "tagging", tagging.getObjectTagging),
	route("ListParts", "object", "GET", "uploadId", multipart.listParts),
	route("PutObjectRetention", "object", "PUT", "retention", lock.putObjectRetention),
	route("PutObjectLegalHold", "object", "PUT", "legal-hold", lock.putObjectLegalHold),
	route("PutObjectTagging", "object", "PUT", "tagging", tagging.putObjectTagging),
	route("UploadPart", "object", "PUT", "uploadId", multipart.uploadPart),
	route("CreateMultipartUpload", "object", "POST", "uploads", multipart.createMultipartUpload),
	route("CompleteMultipartUpload", "object", "POST", "uploadId", completeMultipartUpload),
	route("AbortMultipartUpload", "object", "DELETE", "uploadId", multipart.abortMultipartUpload),
	route("CopyObject", "object", "PUT", undefined, copyObject, "x-amz-copy-source"),
	route("GetObject", "object", "GET", undefined, getObject),
	route("HeadObject", "object", "HEAD", undefined, getObject),
	route("PutObject", "object", "PUT", undefined, putObject),
	route("DeleteObject", "object", "DELETE", undefined, deleteObject),
];

/** Finds the operation of a request; one that is not honoured is refused by what it asks for. */
export function routeOf(ask: Ask): { name: string; run: Operation } {
	const on = ask.bucket === "" ? "service" : ask.key === "" ? "bucket" : "object";
	const { method } = ask.request;
	const found = routes.find(
		(known) =>
			known.on === on &&
			known.method === method &&
			(known.parameter === undefined || ask.hasParameter(known.parameter)) &&
			(known.header === undefined || ask.hasHeader(known.header)),
	);
	if (found) return found;
	const parameters = [...ask.request.query.keys()].filter((name) => !/^x-(id|amz-)/i.test(name)).join(", ");
	throw refuse.notImplemented(
		`${method} on a ${on}${parameters ? ` with ${parameters}` : ""} is not honoured by the local cloud's S3; list objects with list-type=2`,
	);
}
