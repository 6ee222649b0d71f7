import type { IKey } from "aws-cdk-lib/aws-kms";
import type { Bundles } from "./bundle.ts";
import type { Config } from "./config.ts";
import type { Network } from "./network.ts";

/** What every stage's construct is made with. */
export interface Deployment {
	config: Config;
	bundles: Bundles;
	/** Encrypts logs and work queues. */
	operationsKey: IKey;
	/** Prefix of `/v1` in links; known once the API is. */
	publicUrl?: string;
	/** `isolated` only. */
	network?: Network | undefined;
}
