import { ManagedPolicy, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Bucket, type BucketProps, type IBucket } from "aws-cdk-lib/aws-s3";
import { Construct } from "constructs";
import { allow } from "./allow.ts";
import { exact } from "./exact.ts";

/** Copies every version of a locked bucket to a bucket of another region, lock included (profile `isolated`). */
export class Replica extends Construct {
	/** What the bucket must be made with. */
	readonly rules: Pick<BucketProps, "replicationRules" | "replicationRole">;
	readonly #role: Role;
	readonly #destination: IBucket;

	constructor(scope: Construct, id: string, replicaBucketArn: string) {
		super(scope, id);
		this.#role = new Role(this, "Role", {
			assumedBy: new ServicePrincipal("s3.amazonaws.com"),
			description: "S3 copies locked objects to their replica",
		});
		this.#destination = exact<IBucket>(Bucket.fromBucketArn(this, "Destination", replicaBucketArn));
		this.rules = {
			replicationRole: this.#role,
			replicationRules: [{ destination: this.#destination, deleteMarkerReplication: false }],
		};
	}

	/** The policy hangs on the role here, since it names the bucket, which names the role. */
	of(source: Bucket): void {
		new ManagedPolicy(this, "Policy", {
			description: "What S3 may do to copy locked objects",
			roles: [this.#role],
			statements: [
				allow(["s3:GetReplicationConfiguration", "s3:ListBucket"], [source.bucketArn]),
				allow(
					[
						"s3:GetObjectVersionForReplication",
						"s3:GetObjectVersionAcl",
						"s3:GetObjectVersionTagging",
						"s3:GetObjectRetention",
						"s3:GetObjectLegalHold",
					],
					[source.arnForObjects("*")],
				),
				allow(["s3:ReplicateObject", "s3:ReplicateTags"], [this.#destination.arnForObjects("*")]),
			],
		});
	}
}
