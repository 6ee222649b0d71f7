import { RemovalPolicy } from "aws-cdk-lib";
import { CfnBackupPlan, CfnBackupSelection, CfnBackupVault } from "aws-cdk-lib/aws-backup";
import { ManagedPolicy, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { IKey } from "aws-cdk-lib/aws-kms";
import { Construct } from "constructs";
import type { Tables } from "./tables.ts";

interface BackupsProps {
	tables: Tables;
	key: IKey;
	/** Vault of another region or account that each backup is copied to. */
	copyTo: string;
	vaultName: string;
}

const KEEP_DAYS = 35;

/**
 * Daily backups of the tables and their copies elsewhere (profile `isolated`). The table of keys is left out: an
 * erased person's key must be gone from every copy within a week.
 */
export class Backups extends Construct {
	constructor(scope: Construct, id: string, props: BackupsProps) {
		super(scope, id);
		const vault = new CfnBackupVault(this, "Vault", {
			backupVaultName: props.vaultName,
			encryptionKeyArn: props.key.keyArn,
		});
		vault.applyRemovalPolicy(RemovalPolicy.RETAIN);
		const plan = new CfnBackupPlan(this, "Plan", {
			backupPlan: {
				backupPlanName: props.vaultName,
				backupPlanRule: [
					{
						ruleName: "daily",
						targetBackupVault: vault.attrBackupVaultName,
						scheduleExpression: "cron(0 1 * * ? *)",
						lifecycle: { deleteAfterDays: KEEP_DAYS },
						copyActions: [
							{ destinationBackupVaultArn: props.copyTo, lifecycle: { deleteAfterDays: KEEP_DAYS } },
						],
					},
				],
			},
		});
		const role = new Role(this, "Role", {
			assumedBy: new ServicePrincipal("backup.amazonaws.com"),
			managedPolicies: [
				ManagedPolicy.fromAwsManagedPolicyName("service-role/AWSBackupServiceRolePolicyForBackup"),
			],
		});
		const { ledger, tenants, credentials, incidents, reports } = props.tables;
		new CfnBackupSelection(this, "Selection", {
			backupPlanId: plan.attrBackupPlanId,
			backupSelection: {
				selectionName: "tables",
				iamRoleArn: role.roleArn,
				resources: [ledger, tenants, credentials, incidents, reports].map((table) => table.tableArn),
			},
		});
	}
}
