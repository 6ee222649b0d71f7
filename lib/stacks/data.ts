import { Stack, type StackProps } from "aws-cdk-lib";
import type { IBucket } from "aws-cdk-lib/aws-s3";
import type { Construct } from "constructs";
import { AccessLogBucket } from "../access-log-bucket.ts";
import { Backups } from "../backups.ts";
import type { Config } from "../config.ts";
import { exact } from "../exact.ts";
import { LockedBucket } from "../locked-bucket.ts";
import { PurposeKey } from "../purpose-key.ts";
import { Tables } from "../tables.ts";

/** All that outlives a deployment and that more than one stage reads: tables, reports, and the keys over them. */
export class DataStack extends Stack {
	readonly tables: Tables;
	readonly envelopeKey: PurposeKey;
	readonly operationsKey: PurposeKey;
	readonly reports: LockedBucket;

	constructor(scope: Construct, id: string, props: StackProps & { config: Config }) {
		super(scope, id, props);
		const { config } = props;
		const tablesKey = new PurposeKey(this, "TablesKey", {
			config,
			description: "Audit trail: encrypts the tables",
			through: ["dynamodb"],
			services: config.profile === "isolated" ? ["backup"] : [],
		});
		this.tables = new Tables(this, "Tables", { config, key: tablesKey });
		if (config.backupVaultArn !== undefined)
			new Backups(this, "Backups", {
				tables: this.tables,
				key: tablesKey,
				copyTo: config.backupVaultArn,
				vaultName: `audit-trail-${config.stage}`,
			});
		this.envelopeKey = new PurposeKey(this, "EnvelopeKey", {
			config,
			description: "Audit trail: wraps the tenants' data keys",
		});
		this.operationsKey = new PurposeKey(this, "OperationsKey", {
			config,
			description: "Audit trail: encrypts logs and work queues",
			through: ["sqs"],
			services: ["logs", "scheduler", "sns"],
		});
		const accessLogs = exact<IBucket>(new AccessLogBucket(this, "AccessLogs", config));
		this.reports = new LockedBucket(this, "Reports", { config, accessLogs });
	}
}
