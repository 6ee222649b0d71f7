/**
 * Choices of the CDK that change templates. They stand here and not in `cdk.json`, so that a synthesis inside
 * another process (the local cloud, a test) gives the very template that `cdk deploy` ships.
 */
export const flags: Readonly<Record<string, boolean | readonly string[]>> = {
	"@aws-cdk/core:target-partitions": ["aws"],
	"@aws-cdk/core:enablePartitionLiterals": true,
	"@aws-cdk/aws-iam:minimizePolicies": true,
	"@aws-cdk/aws-iam:standardizedServicePrincipals": true,
	// The account's log role is set once, by the Account stack.
	"@aws-cdk/aws-apigateway:disableCloudWatchRole": true,
	"@aws-cdk/aws-apigateway:requestValidatorUniqueId": true,
	// Off, it adds an ACL to the access-log bucket, which buckets refuse today.
	"@aws-cdk/aws-s3:serverAccessLogsUseBucketPolicy": true,
	"@aws-cdk/aws-s3:publicAccessBlockedByDefault": true,
	// On, it adds a custom resource for each network.
	"@aws-cdk/aws-ec2:restrictDefaultSecurityGroup": false,
	"@aws-cdk/aws-kms:reduceCrossAccountRegionPolicyScope": true,
	"@aws-cdk/aws-lambda:recognizeVersionProps": true,
	"aws:cdk:enable-path-metadata": false,
	"aws:cdk:enable-asset-metadata": false,
};
