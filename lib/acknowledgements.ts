import { Validations } from "aws-cdk-lib";
import type { IConstruct } from "constructs";
import type { Config } from "./config.ts";

/** A finding of the rule packs that stays, and why. */
export interface Acknowledgement {
	/** Ids of cdk-nag; `{data}` stands for the name of the stack `Data`, `{replica}` for the replica bucket's ARN. */
	ids: readonly string[];
	/** Construct paths; the finding may stay on them and below them only. */
	scopes: readonly string[];
	/** Profiles in which it stays; all where absent. */
	profiles?: readonly Config["profile"][];
	reason: string;
}

const functions = ["Pipeline", "Assessment"];
const accessLogs = ["Trust/AccessLogs", "Data/AccessLogs"];
const locked = ["Trust/Checkpoints", "Data/Reports"];
const inPacks = (rule: string, ...packs: readonly string[]) => packs.map((pack) => `${pack}-${rule}`);
const regulated = ["HIPAA.Security", "NIST.800.53.R5", "PCI.DSS.321"] as const;
const reports = "{data}:ExportsOutputFnGetAttReports65402A0AArn549BAC56";

/** Every acknowledgement there is. A test demands that each is still needed; docs/acknowledgements.md shows them. */
export const acknowledgements: readonly Acknowledgement[] = [
	{
		ids: inPacks("LambdaConcurrency", "HIPAA.Security", "NIST.800.53.R5"),
		scopes: functions,
		reason:
			"A new account has ten concurrent executions and may reserve none of them. Queues are read by two at a time, the API is throttled.",
	},
	{
		ids: inPacks("LambdaDLQ", "HIPAA.Security", "NIST.800.53.R5", "Serverless"),
		scopes: functions,
		reason:
			"No function is invoked asynchronously: callers of the API see the failure, streams have an on-failure queue, work queues have dead letters.",
	},
	{
		ids: inPacks("LambdaInsideVPC", ...regulated),
		scopes: functions,
		profiles: ["small", "standard"],
		reason:
			"The stores are AWS services behind IAM and TLS, not hosts in a network; endpoints would cost ten times the rest. The profile isolated has them.",
	},
	{
		ids: inPacks("LambdaInsideVPC", ...regulated),
		scopes: ["Pipeline/Notify"],
		profiles: ["isolated"],
		reason:
			"Webhooks are on the internet, to which the private network has no way out. Its role reads no event and no table of keys.",
	},
	{
		ids: inPacks("VPCDefaultSecurityGroupClosed", ...regulated),
		scopes: ["Pipeline/Network"],
		profiles: ["isolated"],
		reason:
			"CloudFormation can close it only by a custom resource with rights on every group. Nothing is a member of it.",
	},
	{
		ids: inPacks("APIGWCacheEnabledAndEncrypted", ...regulated),
		scopes: ["Pipeline/Api"],
		reason: "A cache of answers would mix tenants and outlive a revoked key.",
	},
	{
		ids: inPacks("APIGWSSLEnabled", ...regulated),
		scopes: ["Pipeline/Api"],
		reason:
			"A client certificate is for HTTP backends; here every integration is a Lambda proxy, called by IAM.",
	},
	{
		ids: ["AwsSolutions-APIG3", ...inPacks("APIGWAssociatedWithWAF", "NIST.800.53.R5", "PCI.DSS.321")],
		scopes: ["Pipeline/Api"],
		profiles: ["small"],
		reason: "The firewall costs more than all the rest of a small deployment; standard and isolated have it.",
	},
	{
		ids: ["AwsSolutions-APIG4"],
		scopes: ["Pipeline/Api/Rest/Default/v1/health", "Pipeline/Api/Rest/Default/v1/openapi.json"],
		reason:
			"Says whether the parts work, and how the API is called; both are for anybody and hold nothing of a tenant.",
	},
	{
		ids: ["AwsSolutions-COG4"],
		scopes: ["Pipeline/Api"],
		reason: "Most callers are machines with API keys; one Lambda authorizer reads every kind of credential.",
	},
	{
		ids: ["AwsSolutions-IAM5[Resource::*]"],
		scopes: ["Account/ApiLogPolicy"],
		reason: "API Gateway tries its log role on the whole account before it accepts it.",
	},
	{
		ids: ["AwsSolutions-IAM5[Resource::*]"],
		scopes: [
			...["Authorize", "Ingest", "Query", "Manage", "Health", "Enroll", "Detect", "Index", "Notify"].map(
				(stage) => `Pipeline/${stage}/Policy`,
			),
			...["Verify", "Assess"].map((stage) => `Assessment/${stage}/Policy`),
		],
		reason:
			"X-Ray, ListStreams and (isolated) the network interfaces of functions take no resource; docs/permissions.md lists each action.",
	},
	{
		ids: [`AwsSolutions-IAM5[Resource::${reports}/*]`],
		scopes: ["Assessment/Verify/Policy", "Assessment/Assess/Policy"],
		reason: "Every report of the bucket, whose names begin with tenants that are not known at deployment.",
	},
	{
		ids: [`AwsSolutions-IAM5[Resource::${reports}/<aws:PrincipalTag/tenant>/*]`],
		scopes: ["Pipeline/Query/Session/Policy"],
		reason: "The reports of the tenant that the session is tagged with, and no other.",
	},
	{
		ids: [
			"AwsSolutions-IAM5[Resource::<Checkpoints620E2F20.Arn>/*]",
			"AwsSolutions-IAM5[Resource::{replica}/*]",
		],
		scopes: ["Trust/CheckpointsReplica"],
		profiles: ["isolated"],
		reason: "Replication copies every object of the bucket.",
	},
	{
		ids: ["AwsSolutions-IAM5[Resource::<Reports65402A0A.Arn>/*]", "AwsSolutions-IAM5[Resource::{replica}/*]"],
		scopes: ["Data/ReportsReplica"],
		profiles: ["isolated"],
		reason: "Replication copies every object of the bucket.",
	},
	{
		ids: [
			"AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup]",
		],
		scopes: ["Data/Backups/Role"],
		profiles: ["isolated"],
		reason: "AWS's own list of what AWS Backup needs, kept by AWS.",
	},
	{
		ids: ["AwsSolutions-SQS3"],
		scopes: ["Pipeline/Alerts/Undelivered", "Pipeline/StreamFailures", "Assessment/Unscheduled"],
		reason: "These are dead letters: of subscriptions, streams and schedules.",
	},
	{
		ids: ["Serverless-SQSRedrivePolicy"],
		scopes: [
			...["Alerts/Undelivered", "Alerts/Notify/DeadLetters", "Assess/DeadLetters", "StreamFailures"].map(
				(queue) => `Pipeline/${queue}`,
			),
			...["VerifyWork/DeadLetters", "Unscheduled"].map((queue) => `Assessment/${queue}`),
		],
		reason: "Dead letters have none of their own; an alarm sounds at the first message.",
	},
	{
		ids: ["Serverless-LambdaEventSourceMappingDestination"],
		scopes: ["Pipeline/Notify/Queue", "Assessment/Verify/Queue", "Assessment/Assess/Queue"],
		reason: "Mappings of queues take none; the queue's redrive policy does it.",
	},
	{
		ids: inPacks("S3BucketReplicationEnabled", ...regulated),
		scopes: [...accessLogs, ...locked],
		profiles: ["small", "standard"],
		reason: "A copy in another region is what the profile isolated is for.",
	},
	{
		ids: inPacks("S3BucketReplicationEnabled", ...regulated),
		scopes: accessLogs,
		profiles: ["isolated"],
		reason: "Access logs are evidence of nothing that the ledger does not hold.",
	},
	{
		ids: inPacks("S3DefaultEncryptionKMS", ...regulated),
		scopes: accessLogs,
		reason: "S3 delivers access logs only to buckets under its own key.",
	},
	{
		ids: inPacks("S3DefaultEncryptionKMS", ...regulated),
		scopes: locked,
		reason:
			"Under a customer key, whoever may delete the key could destroy what Object Lock keeps. Under S3's own key nobody can.",
	},
];

/** The ids of a row as they are in one deployment. */
export const idsIn = (row: Acknowledgement, config: Config): string[] =>
	row.ids.map((id) =>
		id
			.replace("{data}", `audit-trail-${config.stage}-data`)
			.replace("{replica}", config.replicaBucketArn ?? ""),
	);

export const applies = (row: Acknowledgement, config: Config): boolean =>
	row.profiles?.includes(config.profile) ?? true;

/** Writes the table's rows onto the constructs. A scope that is not there is left out: its stage has no bundle yet. */
export function acknowledge(app: IConstruct, config: Config): void {
	for (const row of acknowledgements.filter((row) => applies(row, config)))
		for (const path of row.scopes) {
			const scope = path
				.split("/")
				.reduce<IConstruct | undefined>((found, name) => found?.node.tryFindChild(name), app);
			if (scope)
				for (const id of idsIn(row, config)) Validations.of(scope).acknowledge({ id, reason: row.reason });
		}
}
