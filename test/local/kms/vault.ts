import { KMSClient } from "@aws-sdk/client-kms";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { expect } from "vitest";
import type { LocalContext } from "../../../local/service.ts";
import { type Cloud, cloud } from "../iam/cloud.ts";
import { account } from "../iam/decide.ts";

export const root = { AWS: `arn:aws:iam::${account}:root` };

export const policy = (...statements: object[]) => ({
	Version: "2012-10-17",
	Statement: statements.map((statement) => ({ Effect: "Allow", Resource: "*", ...statement })),
});

export const day = 24 * 3600 * 1000;

export interface Vault {
	own: Cloud;
	kms: KMSClient;
	/** A KMS client of a role's session; the role is made with these statements as its own policy. */
	as(role: string, ...statements: object[]): Promise<KMSClient>;
	/** One key from a template. */
	key(logicalId: string, properties?: Record<string, unknown>): Promise<{ id: string; arn: string }>;
}

export async function vault(over?: LocalContext & { directory: string }): Promise<Vault> {
	const own = await cloud(over);
	return {
		own,
		kms: new KMSClient(own.client()),
		as: async (role, ...statements) => {
			await own.make("AWS::IAM::Role", role, {
				RoleName: role,
				AssumeRolePolicyDocument: {
					Version: "2012-10-17",
					Statement: [{ Effect: "Allow", Principal: root, Action: "sts:AssumeRole" }],
				},
				Policies: statements.length ? [{ PolicyName: "p", PolicyDocument: policy(...statements) }] : [],
			});
			const { Credentials } = await new STSClient(own.client()).send(
				new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${account}:role/${role}`, RoleSessionName: "s1" }),
			);
			return new KMSClient(
				own.client({
					accessKeyId: Credentials?.AccessKeyId ?? "",
					secretAccessKey: Credentials?.SecretAccessKey ?? "",
					sessionToken: Credentials?.SessionToken ?? "",
				}),
			);
		},
		key: async (logicalId, properties = {}) => {
			const made = await own.make("AWS::KMS::Key", logicalId, {
				KeyPolicy: policy({ Principal: root, Action: "kms:*" }),
				...properties,
			});
			return { id: made.physicalId, arn: made.attributes["Arn"] ?? "" };
		},
	};
}

export const named = (name: string) => expect.objectContaining({ name });
