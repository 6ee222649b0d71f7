import { policyRefused } from "./policy-refused.ts";

/** Where a key's value comes from: the caller, the call's own facts, or the service that is called. */
type Source = "caller" | "call" | "service";

export interface ConditionKey {
	/** Names are compared without regard to case; this is the lower-case one. */
	name: string;
	/** Several values at once: only `ForAllValues:`, `ForAnyValue:` and `Null` make sense of them. */
	multivalued: boolean;
}

/**
 * Every condition key that has an effect here. A policy with another one is refused, for it would be decided
 * without that key. Keys of `service` are those that the service of that prefix puts into its question.
 */
const known: Readonly<Record<string, Source>> = {
	"aws:CurrentTime": "call",
	"aws:EpochTime": "call",
	"aws:PrincipalAccount": "caller",
	"aws:PrincipalArn": "caller",
	"aws:PrincipalIsAWSService": "caller",
	"aws:PrincipalServiceName": "caller",
	"aws:PrincipalType": "caller",
	"aws:RequestedRegion": "call",
	"aws:ResourceAccount": "call",
	// True: the local endpoint is loopback, which no one else can listen to.
	"aws:SecureTransport": "call",
	"aws:SourceAccount": "caller",
	"aws:SourceArn": "caller",
	"aws:ViaAWSService": "call",
	"dynamodb:EnclosingOperation": "service",
	"dynamodb:ReturnConsumedCapacity": "service",
	"dynamodb:ReturnValues": "service",
	"dynamodb:Select": "service",
	"iam:PassedToService": "service",
	"kms:BypassPolicyLockoutSafetyCheck": "service",
	"kms:CallerAccount": "service",
	"kms:EncryptionAlgorithm": "service",
	"kms:GrantIsForAWSResource": "service",
	"kms:KeyOrigin": "service",
	"kms:KeySpec": "service",
	"kms:KeyUsage": "service",
	"kms:MacAlgorithm": "service",
	"kms:MessageType": "service",
	"kms:MultiRegion": "service",
	"kms:ReEncryptOnSameKey": "service",
	"kms:RequestAlias": "service",
	"kms:RotationPeriodInDays": "service",
	"kms:ScheduleKeyDeletionPendingWindowInDays": "service",
	"kms:SigningAlgorithm": "service",
	"kms:ViaService": "service",
	"s3:delimiter": "service",
	"s3:if-match": "service",
	"s3:if-none-match": "service",
	"s3:max-keys": "service",
	"s3:object-lock-legal-hold": "service",
	"s3:object-lock-mode": "service",
	"s3:object-lock-remaining-retention-days": "service",
	"s3:object-lock-retain-until-date": "service",
	"s3:prefix": "service",
	"s3:VersionId": "service",
	"s3:x-amz-acl": "service",
	"s3:x-amz-server-side-encryption": "service",
	"s3:x-amz-server-side-encryption-aws-kms-key-id": "service",
	"sns:Endpoint": "service",
	"sns:Protocol": "service",
	"sts:ExternalId": "service",
	"sts:RoleSessionName": "service",
};

const multivalued: Readonly<Record<string, Source>> = {
	"aws:TagKeys": "service",
	"dynamodb:Attributes": "service",
	"dynamodb:LeadingKeys": "service",
	"kms:EncryptionContextKeys": "service",
	"kms:ResourceAliases": "service",
};

/** Families whose last part is chosen by the policy. */
const families: Readonly<Record<string, Source>> = {
	"aws:PrincipalTag/": "caller",
	"aws:RequestTag/": "service",
	"kms:EncryptionContext:": "service",
};

const index = new Map<string, ConditionKey>();
for (const name of Object.keys(known))
	index.set(name.toLowerCase(), { name: name.toLowerCase(), multivalued: false });
for (const name of Object.keys(multivalued))
	index.set(name.toLowerCase(), { name: name.toLowerCase(), multivalued: true });
const prefixes = Object.keys(families).map((name) => name.toLowerCase());

/** The key of that name; refuses one that this evaluator would never see in a request. */
export function conditionKey(name: string): ConditionKey {
	const lower = name.toLowerCase();
	const found = index.get(lower);
	if (found) return found;
	if (prefixes.some((prefix) => lower.startsWith(prefix) && lower.length > prefix.length))
		return { name: lower, multivalued: false };
	throw policyRefused(
		`the condition key "${name}" is not evaluated by the local cloud; take it out of the policy or add it to local/iam/condition-key.ts together with the service that gives it`,
	);
}
