import { physicalName } from "../../iam/physical-name.ts";
import { Members } from "../../members.ts";
import type { ResourceProvider } from "../../service.ts";
import { readTags } from "../../tags.ts";
import type { Desk } from "../desk.ts";
import { refuse } from "../refuse.ts";
import { type Bucket, bucketArn, newBucket } from "./bucket.ts";
import { removeBucket } from "./bucket-operations.ts";
import { readBucketProperties } from "./bucket-properties.ts";
import { checkBucketName } from "./buckets.ts";

/** `AWS::S3::Bucket`. The policy is a resource of its own. Object Lock and versioning can be added, never taken away. */
export function bucketProvider(desk: Desk): ResourceProvider {
	const { context, buckets } = desk;
	return {
		type: "AWS::S3::Bucket",
		apply: async ({ stack, logicalId, properties, physicalId }) => {
			const input = new Members(properties, `AWS::S3::Bucket ${logicalId}`, refuse.argument);
			const name = checkBucketName(
				input.maybeText("BucketName") ??
					physicalId ??
					physicalName(stack, logicalId, 63)
						.toLowerCase()
						.replaceAll(/[^a-z0-9-]/g, "-"),
			);
			const wanted = readBucketProperties(input);
			const tags = readTags(input);
			input.end();
			const kept = buckets.find(name);
			if (kept) refuseLoss(kept, wanted);
			if (wanted.logging && wanted.logging.bucket !== name && !buckets.find(wanted.logging.bucket))
				throw refuse.argument(
					`${logicalId}: the bucket for access logs, ${wanted.logging.bucket}, does not exist`,
				);
			const { createdAt, policy } = kept ?? newBucket(name, context.clock.now());
			await buckets.save({
				...newBucket(name, createdAt),
				...wanted,
				...(wanted.logging && wanted.logging.bucket === ""
					? { logging: { ...wanted.logging, bucket: name } }
					: {}),
				tags,
				...(policy === undefined ? {} : { policy }),
			});
			const { region } = context;
			return {
				physicalId: name,
				attributes: {
					Arn: bucketArn(name),
					DomainName: `${name}.s3.amazonaws.com`,
					RegionalDomainName: `${name}.s3.${region}.amazonaws.com`,
				},
			};
		},
		remove: async ({ physicalId }) => {
			const bucket = buckets.find(physicalId);
			if (bucket) await removeBucket(desk, bucket);
		},
	};
}

/** What S3 would not do to a bucket either. */
function refuseLoss(kept: Bucket, wanted: Pick<Bucket, "objectLock" | "versioning">): void {
	if (kept.objectLock && !wanted.objectLock)
		throw refuse.argument(`Object Lock of ${kept.name} cannot be disabled; keep ObjectLockEnabled`);
	if (kept.versioning && !wanted.versioning)
		throw refuse.argument(`versioning of ${kept.name} can be suspended, not taken away`);
}
