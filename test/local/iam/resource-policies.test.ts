import { expect, it } from "vitest";
import { storageCloud } from "../storage-cloud.ts";

const unread = {
	Version: "2012-10-17",
	Statement: [
		{
			Effect: "Allow",
			Principal: "*",
			Action: "*",
			Resource: "*",
			Condition: { IpAddress: { "aws:SourceIp": "127.0.0.1" } },
		},
	],
};

it.each([
	["AWS::S3::Bucket", "AWS::S3::BucketPolicy", { Bucket: { Ref: "It" } }],
	["AWS::SQS::Queue", "AWS::SQS::QueuePolicy", { Queues: [{ Ref: "It" }] }],
	["AWS::SNS::Topic", "AWS::SNS::TopicPolicy", { Topics: [{ Ref: "It" }] }],
])(
	"a policy of %s that would not be honoured is refused when it is deployed",
	async (type, policyType, target) => {
		const deployed = storageCloud({
			It: { Type: type },
			Policy: { Type: policyType, Properties: { ...target, PolicyDocument: unread } },
		});
		await expect(deployed).rejects.toThrow(/Test\/Policy .*aws:SourceIp/);
	},
);
