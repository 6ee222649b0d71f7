import { Stack, type StackProps } from "aws-cdk-lib";
import { KeySpec, KeyUsage } from "aws-cdk-lib/aws-kms";
import type { IBucket } from "aws-cdk-lib/aws-s3";
import type { Construct } from "constructs";
import { AccessLogBucket } from "../access-log-bucket.ts";
import type { Config } from "../config.ts";
import { exact } from "../exact.ts";
import { LockedBucket } from "../locked-bucket.ts";
import { PurposeKey } from "../purpose-key.ts";

/** What a stranger must trust: the key that signs checkpoints and the bucket they lie in. May have its own account. */
export class TrustStack extends Stack {
	readonly signingKey: PurposeKey;
	readonly checkpoints: LockedBucket;

	constructor(scope: Construct, id: string, props: StackProps & { config: Config }) {
		super(scope, id, props);
		const { config } = props;
		this.signingKey = new PurposeKey(this, "SigningKey", {
			config,
			description: "Audit trail: signs checkpoints (Ed25519)",
			// KMS rotates no asymmetric key; a new signing key is a new name in the checkpoints.
			spec: {
				keySpec: KeySpec.ECC_NIST_EDWARDS25519,
				keyUsage: KeyUsage.SIGN_VERIFY,
				enableKeyRotation: false,
			},
		});
		const accessLogs = exact<IBucket>(new AccessLogBucket(this, "AccessLogs", config));
		this.checkpoints = new LockedBucket(this, "Checkpoints", { config, accessLogs });
	}
}
