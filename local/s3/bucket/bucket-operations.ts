import { AwsError } from "../../service.ts";
import { readPayload } from "../checksum/payload.ts";
import type { Desk, Operation } from "../desk.ts";
import { bucketOf, guard } from "../guard.ts";
import { Uploads } from "../multipart/uploads.ts";
import { refuse } from "../refuse.ts";
import { emptyReply, isoTime, readDocument, xmlReply } from "../reply.ts";
import { type Bucket, newBucket } from "./bucket.ts";
import { checkBucketName } from "./buckets.ts";

export const listBuckets: Operation = async (desk, ask, operation) => {
	const { context } = desk;
	ask.end(operation);
	context.authorize({ caller: ask.request.caller, action: "s3:ListAllMyBuckets", resource: "*" });
	return xmlReply("ListAllMyBucketsResult", {
		Owner: { ID: context.account },
		Buckets: {
			Bucket: desk.buckets.all().map(({ name, createdAt }) => ({
				Name: name,
				CreationDate: isoTime(createdAt),
				BucketRegion: context.region,
			})),
		},
	});
};

export const createBucket: Operation = async (desk, ask, operation) => {
	const { context } = desk;
	const locked = ask.flagHeader("x-amz-bucket-object-lock-enabled");
	const ownership = ask.header("x-amz-object-ownership");
	const { bytes } = readPayload(ask);
	ask.end(operation);
	if (ownership !== undefined && ownership !== "BucketOwnerEnforced")
		throw refuse.notImplemented(`the object ownership ${ownership} is not honoured by the local cloud`);
	if (bytes.length > 0) {
		const document = readDocument(bytes, "CreateBucketConfiguration");
		const region = document.maybeText("LocationConstraint");
		document.end();
		if (region !== undefined && region !== context.region)
			throw new AwsError(
				"IllegalLocationConstraintException",
				`The ${region} location constraint is incompatible for the region specific endpoint this request was sent to.`,
			);
	}
	const { caller } = ask.request;
	context.authorize({ caller, action: "s3:CreateBucket", resource: `arn:aws:s3:::${ask.bucket}` });
	if (locked)
		for (const action of ["PutBucketObjectLockConfiguration", "PutBucketVersioning"])
			context.authorize({ caller, action: `s3:${action}`, resource: `arn:aws:s3:::${ask.bucket}` });
	const name = checkBucketName(ask.bucket);
	if (desk.buckets.find(name))
		throw new AwsError(
			"BucketAlreadyOwnedByYou",
			"Your previous request to create the named bucket succeeded and you already own it.",
			409,
		);
	await desk.buckets.save({
		...newBucket(name, context.clock.now()),
		...(locked ? { versioning: "Enabled" as const, objectLock: {} } : {}),
	});
	return emptyReply(200, { location: `/${name}` });
};

export const headBucket: Operation = async (desk, ask, operation) => {
	const bucket = bucketOf(desk, ask);
	ask.end(operation);
	guard(desk.context, bucket, undefined, "ListBucket", { caller: ask.request.caller, operation });
	return emptyReply(200, { "x-amz-bucket-region": desk.context.region });
};

export const deleteBucket: Operation = async (desk, ask, operation) => {
	const bucket = bucketOf(desk, ask);
	ask.end(operation);
	guard(desk.context, bucket, undefined, "DeleteBucket", { caller: ask.request.caller, operation });
	await removeBucket(desk, bucket);
	return emptyReply(204);
};

/** Only an empty bucket goes: no version, no marker, no upload. */
export async function removeBucket(desk: Desk, bucket: Bucket): Promise<void> {
	const uploads = await new Uploads(desk.context.state).of(bucket.name);
	const { value: version } = await desk.versions.walk(bucket.name).next();
	if (version || uploads.length > 0)
		throw new AwsError(
			"BucketNotEmpty",
			`The bucket you tried to delete is not empty: ${bucket.name}. You must delete all versions in the bucket.`,
			409,
		);
	await desk.buckets.remove(bucket.name);
}
