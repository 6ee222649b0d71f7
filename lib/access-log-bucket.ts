import { Duration, RemovalPolicy } from "aws-cdk-lib";
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from "aws-cdk-lib/aws-s3";
import type { Construct } from "constructs";
import type { Config } from "./config.ts";

/** Where S3 writes who asked the locked buckets for what. S3 delivers to buckets under its own key only. */
export class AccessLogBucket extends Bucket {
	constructor(scope: Construct, id: string, config: Config) {
		const production = config.mode === "production";
		super(scope, id, {
			versioned: true,
			encryption: BucketEncryption.S3_MANAGED,
			blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
			objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
			enforceSSL: true,
			lifecycleRules: [
				{
					expiration: Duration.days(production ? 400 : 30),
					noncurrentVersionExpiration: Duration.days(30),
					abortIncompleteMultipartUploadAfter: Duration.days(1),
				},
			],
			removalPolicy: production ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
		});
	}
}
