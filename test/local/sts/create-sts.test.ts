import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { describe, expect, it } from "vitest";
import { type Cloud, cloud, type KeyPair } from "../iam/cloud.ts";
import { account } from "../iam/decide.ts";

const statement = (more: object) => ({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...more }] });
const trustAccount = (...actions: string[]) =>
	statement({ Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: actions });
const roleArn = (name: string) => `arn:aws:iam::${account}:role/${name}`;
const named = (name: string) => expect.objectContaining({ name });

async function role(own: Cloud, name: string, more: Record<string, unknown> = {}): Promise<string> {
	const properties = { RoleName: name, AssumeRolePolicyDocument: trustAccount("sts:AssumeRole"), ...more };
	const made = await own.make("AWS::IAM::Role", name, properties);
	return made.attributes["Arn"] ?? "";
}

async function assume(
	own: Cloud,
	name: string,
	more: object = {},
	as?: KeyPair,
): Promise<KeyPair & { expiration: Date | undefined }> {
	const client = new STSClient(own.client(as));
	const { Credentials: found } = await client.send(
		new AssumeRoleCommand({ RoleArn: roleArn(name), RoleSessionName: "s1", ...more }),
	);
	return {
		accessKeyId: found?.AccessKeyId ?? "",
		secretAccessKey: found?.SecretAccessKey ?? "",
		sessionToken: found?.SessionToken ?? "",
		expiration: found?.Expiration,
	};
}

const whoAmI = async (own: Cloud, as?: KeyPair) =>
	new STSClient(own.client(as)).send(new GetCallerIdentityCommand({}));

describe("STS, asked by its SDK", () => {
	it("tells the administrator who it is, with the same key pair after a restart", async () => {
		const own = await cloud();
		expect(await whoAmI(own)).toMatchObject({
			Account: account,
			Arn: `arn:aws:iam::${account}:user/administrator`,
		});
		const again = await cloud(own.context);
		expect(again.sts.administratorCredentials()).toEqual(own.sts.administratorCredentials());
	});

	it("hands out a session that is who it says, until it expires, and across a restart", async () => {
		const own = await cloud();
		await role(own, "Reader");
		const session = await assume(own, "Reader", { DurationSeconds: 900 });
		expect((await whoAmI(own, session)).Arn).toBe(`arn:aws:sts::${account}:assumed-role/Reader/s1`);
		const again = await cloud(own.context);
		expect((await whoAmI(again, session)).Arn).toBe(`arn:aws:sts::${account}:assumed-role/Reader/s1`);
		own.context.clock.move(901_000);
		await expect(whoAmI(again, session)).rejects.toThrow(named("ExpiredToken"));
	});

	it("refuses a role that does not trust the caller, or that does not exist", async () => {
		const own = await cloud();
		await role(own, "Service", {
			AssumeRolePolicyDocument: statement({
				Principal: { Service: "lambda.amazonaws.com" },
				Action: "sts:AssumeRole",
			}),
		});
		await expect(assume(own, "Service")).rejects.toThrow(
			/is not authorized to perform: sts:AssumeRole on resource: .*role\/Service/,
		);
		await expect(assume(own, "Nobody")).rejects.toThrow(named("AccessDenied"));
	});

	it("lets a session into another role only with both sides' consent, for an hour at most", async () => {
		const own = await cloud();
		await role(own, "Query", { MaxSessionDuration: 7200 });
		await role(own, "Read", { MaxSessionDuration: 7200 });
		const query = await assume(own, "Query");
		await expect(assume(own, "Read", {}, query)).rejects.toThrow(
			/no identity-based policy allows the sts:AssumeRole/,
		);
		await own.make("AWS::IAM::Policy", "MayRead", {
			PolicyName: "may-read",
			PolicyDocument: statement({ Action: "sts:AssumeRole", Resource: roleArn("Read") }),
			Roles: ["Query"],
		});
		const read = await assume(own, "Read", {}, query);
		expect((await whoAmI(own, read)).Arn).toBe(`arn:aws:sts::${account}:assumed-role/Read/s1`);
		await expect(assume(own, "Read", { DurationSeconds: 3601 }, query)).rejects.toThrow(/role chaining/);
		await expect(assume(own, "Read", { DurationSeconds: 7201 })).rejects.toThrow(/MaxSessionDuration/);
	});

	it("takes session tags only where the trust policy lets tag, and refuses tags that policies could not tell apart", async () => {
		const own = await cloud();
		const tags = { Tags: [{ Key: "tenant", Value: "acme" }] };
		await role(own, "Plain");
		await role(own, "Tagged", {
			AssumeRolePolicyDocument: {
				Version: "2012-10-17",
				Statement: [
					{
						Effect: "Allow",
						Principal: { AWS: account },
						Action: ["sts:AssumeRole", "sts:TagSession"],
						Condition: {
							StringLike: { "aws:RequestTag/tenant": "a*" },
							"ForAllValues:StringEquals": { "aws:TagKeys": ["tenant"] },
						},
					},
				],
			},
		});
		await expect(assume(own, "Plain", tags)).rejects.toThrow(/sts:TagSession/);
		const session = await assume(own, "Tagged", tags);
		expect(own.sts.findCredential(session.accessKeyId)?.caller).toMatchObject({ tags: { tenant: "acme" } });
		await expect(assume(own, "Tagged", { Tags: [{ Key: "tenant", Value: "rival" }] })).rejects.toThrow(
			named("AccessDenied"),
		);
		await expect(
			assume(own, "Tagged", { Tags: [...tags.Tags, { Key: "other", Value: "a" }] }),
		).rejects.toThrow(named("AccessDenied"));
		const twice = [...tags.Tags, { Key: "Tenant", Value: "acme" }];
		await expect(assume(own, "Tagged", { Tags: twice })).rejects.toThrow(/Duplicate tag keys/);
	});

	it("refuses what it does not honour, by name", async () => {
		const own = await cloud();
		await role(own, "Reader");
		await expect(assume(own, "Reader", { SourceIdentity: "me" })).rejects.toThrow(
			/SourceIdentity is not honoured/,
		);
		await expect(
			assume(own, "Reader", { PolicyArns: [{ arn: "arn:aws:iam::aws:policy/X" }] }),
		).rejects.toThrow(/PolicyArns/);
		const unknown = JSON.stringify(
			statement({ Action: "*", Resource: "*", Condition: { IpAddress: { "aws:SourceIp": "1.2.3.4" } } }),
		);
		await expect(assume(own, "Reader", { Policy: unknown })).rejects.toThrow(/aws:SourceIp|IpAddress/);
		await expect(assume(own, "Reader", { DurationSeconds: 899 })).rejects.toThrow(/at least 900/);
	});

	it("refuses a wrong secret and an unknown key", async () => {
		const own = await cloud();
		const { accessKeyId } = own.sts.administratorCredentials();
		await expect(whoAmI(own, { accessKeyId, secretAccessKey: "wrong" })).rejects.toThrow(
			named("SignatureDoesNotMatch"),
		);
		await expect(whoAmI(own, { accessKeyId: "AKIANOBODY", secretAccessKey: "wrong" })).rejects.toThrow(
			named("InvalidClientTokenId"),
		);
	});

	it("gives a function the session of its role only where the role trusts the service", async () => {
		const own = await cloud();
		const arn = await role(own, "Function", {
			AssumeRolePolicyDocument: statement({
				Principal: { Service: "lambda.amazonaws.com" },
				Action: "sts:AssumeRole",
			}),
		});
		const assumeFor = (service: string) =>
			own.context.links.assumeServiceRole?.({ roleArn: arn, service, session: "ingest" });
		const session = await assumeFor("lambda.amazonaws.com");
		if (!session) throw new Error("no session");
		expect((await whoAmI(own, session)).Arn).toBe(`arn:aws:sts::${account}:assumed-role/Function/ingest`);
		own.context.clock.move(365 * 24 * 3600 * 1000);
		expect((await whoAmI(own, session)).Arn).toContain("Function");
		await expect(assumeFor("scheduler.amazonaws.com")).rejects.toThrow(named("AwsError"));
	});
});
