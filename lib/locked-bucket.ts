import { Duration, RemovalPolicy } from "aws-cdk-lib";
import { AnyPrincipal, Effect, PolicyStatement } from "aws-cdk-lib/aws-iam";
import {
	BlockPublicAccess,
	Bucket,
	BucketEncryption,
	type IBucket,
	ObjectLockRetention,
	ObjectOwnership,
} from "aws-cdk-lib/aws-s3";
import type { Construct } from "constructs";
import type { Config } from "./config.ts";
import { Replica } from "./replica.ts";

/**
 * A bucket whose objects cannot be taken back: a trial's for one day in GOVERNANCE, a production's for the
 * retention in COMPLIANCE. Encrypted under S3's own key, not a customer's: evidence that is locked for years must
 * not hang on a key that somebody can delete (docs/decisions/0006).
 */
export class LockedBucket extends Bucket {
	constructor(scope: Construct, id: string, props: { config: Config; accessLogs: IBucket }) {
		const { mode, retentionDays, replicaBucketArn } = props.config;
		const production = mode === "production";
		const replica =
			replicaBucketArn === undefined ? undefined : new Replica(scope, `${id}Replica`, replicaBucketArn);
		super(scope, id, {
			...replica?.rules,
			versioned: true,
			objectLockEnabled: true,
			objectLockDefaultRetention: production
				? ObjectLockRetention.compliance(Duration.days(retentionDays))
				: ObjectLockRetention.governance(Duration.days(1)),
			encryption: BucketEncryption.S3_MANAGED,
			blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
			objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
			enforceSSL: true,
			serverAccessLogsBucket: props.accessLogs,
			serverAccessLogsPrefix: `${id.toLowerCase()}/`,
			removalPolicy: production ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
		});
		replica?.of(this);
		// DeleteObject without a version writes a delete marker, which hides an object that Object Lock keeps.
		// A trial's `destroy` deletes versions under BypassGovernanceRetention; a production denies that too.
		this.addToResourcePolicy(
			new PolicyStatement({
				sid: "NobodyDeletes",
				effect: Effect.DENY,
				principals: [new AnyPrincipal()],
				actions: production
					? ["s3:DeleteObject", "s3:DeleteObjectVersion", "s3:BypassGovernanceRetention"]
					: ["s3:DeleteObject"],
				resources: [this.arnForObjects("*")],
			}),
		);
	}
}
