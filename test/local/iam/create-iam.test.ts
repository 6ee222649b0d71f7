import { describe, expect, it } from "vitest";
import type { Caller } from "../../../local/service.ts";
import { type Cloud, cloud } from "./cloud.ts";
import { account, tableArn } from "./decide.ts";

const policy = (...statements: object[]) => ({
	Version: "2012-10-17",
	Statement: statements.map((statement) => ({ Effect: "Allow", ...statement })),
});
const trust = policy({ Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" });
const read = { Action: "dynamodb:GetItem", Resource: tableArn };
const code = (expected: string) => expect.objectContaining({ code: expected });
const roleArn = `arn:aws:iam::${account}:role/Reader`;
const reader: Caller = {
	kind: "session",
	arn: `arn:aws:sts::${account}:assumed-role/Reader/s1`,
	roleArn,
	tags: {},
};
const administrator: Caller = { kind: "administrator", arn: `arn:aws:iam::${account}:user/administrator` };
const role = (own: Cloud, more: Record<string, unknown> = {}) =>
	own.make("AWS::IAM::Role", "Reader", { RoleName: "Reader", AssumeRolePolicyDocument: trust, ...more });
const inline = (document: unknown) => ({ Policies: [{ PolicyName: "p", PolicyDocument: document }] });
const may =
	(own: Cloud, more: object = {}) =>
	() =>
		own.iam.authorize({ caller: reader, action: "dynamodb:GetItem", resource: tableArn, ...more });

describe("roles and policies from templates", () => {
	it("a role has the name it is given, or one that comes out the same each time", async () => {
		const own = await cloud();
		expect(await role(own, { Path: "/app/" })).toMatchObject({
			physicalId: "Reader",
			attributes: {
				Arn: `arn:aws:iam::${account}:role/app/Reader`,
				RoleId: expect.stringMatching(/^AROA.{17}$/),
			},
		});
		const properties = { AssumeRolePolicyDocument: trust };
		const first = await own.make("AWS::IAM::Role", "Unnamed", properties);
		expect(first.physicalId).toMatch(/^Test-Unnamed-[0-9A-F]{12}$/);
		expect(await own.make("AWS::IAM::Role", "Unnamed", properties)).toEqual(first);
		const long = await own.make("AWS::IAM::Role", "L".repeat(200), properties);
		expect(long.physicalId.length).toBeLessThanOrEqual(64);
	});

	it.each<[string, Record<string, unknown>]>([
		["in the role", inline(policy(read))],
		[
			"by a policy of AWS",
			{ ManagedPolicyArns: ["arn:aws:iam::aws:policy/service-role/AWSLambdaDynamoDBExecutionRole"] },
		],
	])("a policy %s is enforced", async (_where, more) => {
		const own = await cloud();
		await role(own, more);
		const action = "Policies" in more ? "dynamodb:GetItem" : "dynamodb:GetRecords";
		expect(may(own, { action })).not.toThrow();
		expect(may(own, { action: "dynamodb:PutItem" })).toThrow(code("AccessDeniedException"));
	});

	it.each(["AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::RolePolicy"])(
		"%s gives as long as it is there",
		async (type) => {
			const own = await cloud();
			await role(own);
			expect(may(own)).toThrow(code("AccessDeniedException"));
			const to = type === "AWS::IAM::RolePolicy" ? { RoleName: "Reader" } : { Roles: ["Reader"] };
			const name = type === "AWS::IAM::ManagedPolicy" ? {} : { PolicyName: "p" };
			const made = await own.make(type, "P", { ...name, ...to, PolicyDocument: policy(read) });
			expect(may(own)).not.toThrow();
			await own.make(type, "P", {
				...name,
				...to,
				PolicyDocument: policy({ ...read, Action: "dynamodb:Query" }),
			});
			expect(may(own)).toThrow(code("AccessDeniedException"));
			await own.make(type, "P", { ...name, ...to, PolicyDocument: policy(read) });
			const again = await cloud(own.context);
			expect(may(again)).not.toThrow();
			await again.remove(type, made.physicalId);
			await again.remove(type, made.physicalId);
			expect(may(again)).toThrow(code("AccessDeniedException"));
		},
	);

	it("a session of a role that was removed may do nothing, even where a resource still names the role", async () => {
		const own = await cloud();
		await role(own, inline(policy(read)));
		const resourcePolicy = policy({ ...read, Principal: { AWS: roleArn } });
		expect(may(own, { resourcePolicy })).not.toThrow();
		await own.remove("AWS::IAM::Role", "Reader");
		expect(may(own, { resourcePolicy })).toThrow(code("AccessDeniedException"));
	});

	it("a role's new name is a new role; the old one stays until the deployment removes it", async () => {
		const own = await cloud();
		await role(own, inline(policy(read)));
		const renamed = await own.make(
			"AWS::IAM::Role",
			"Reader",
			{ RoleName: "Other", AssumeRolePolicyDocument: trust },
			"Reader",
		);
		expect(renamed.physicalId).toBe("Other");
		expect(may(own)).not.toThrow();
	});

	it.each<[string, string, Record<string, unknown>, RegExp]>([
		[
			"a property that is not honoured",
			"AWS::IAM::Role",
			{ AssumeRolePolicyDocument: trust, PermissionsBoundary: "arn:x" },
			/PermissionsBoundary is not honoured/,
		],
		[
			"a managed policy whose document is not known",
			"AWS::IAM::Role",
			{ AssumeRolePolicyDocument: trust, ManagedPolicyArns: ["arn:aws:iam::aws:policy/AdministratorAccess"] },
			/AdministratorAccess is not known/,
		],
		[
			"a trust in a role that does not exist",
			"AWS::IAM::Role",
			{
				AssumeRolePolicyDocument: policy({
					Principal: { AWS: `arn:aws:iam::${account}:role/Nobody` },
					Action: "sts:AssumeRole",
				}),
			},
			/role\/Nobody does not exist/,
		],
		[
			"a condition that is not evaluated, with the place",
			"AWS::IAM::Role",
			{
				AssumeRolePolicyDocument: trust,
				...inline(policy({ ...read, Condition: { IpAddress: { "aws:SourceIp": "::1" } } })),
			},
			/AWS::IAM::Role X\.Policies\[0\].*aws:SourceIp/,
		],
		[
			"a policy of over 10,240 characters",
			"AWS::IAM::Role",
			{ AssumeRolePolicyDocument: trust, ...inline(policy({ ...read, Sid: "x".repeat(10_240) })) },
			/10240/,
		],
		[
			"a policy for a role that does not exist",
			"AWS::IAM::Policy",
			{ PolicyName: "p", PolicyDocument: policy(read), Roles: ["Nobody"] },
			/Nobody cannot be found/,
		],
		["a policy for nobody", "AWS::IAM::Policy", { PolicyName: "p", PolicyDocument: policy(read) }, /Roles/],
		[
			"a policy for users",
			"AWS::IAM::ManagedPolicy",
			{ PolicyDocument: policy(read), Users: ["me"] },
			/Users are not simulated/,
		],
	])("%s is refused", async (_what, type, properties, reason) => {
		const own = await cloud();
		await expect(own.make(type, "X", properties)).rejects.toThrow(reason);
	});

	it("a role name that another resource holds is refused", async () => {
		const own = await cloud();
		await role(own);
		const taken = own.make("AWS::IAM::Role", "Another", {
			RoleName: "Reader",
			AssumeRolePolicyDocument: trust,
		});
		await expect(taken).rejects.toThrow(code("EntityAlreadyExists"));
	});

	it("GetRole and ListRoles tell the roles, other operations are refused by name", async () => {
		const own = await cloud();
		await role(own, { Description: "reads <all> & more" });
		const call = async (form: string) =>
			String(
				(
					await own.iam.handle({
						service: "iam",
						operation: undefined,
						target: undefined,
						method: "POST",
						path: "/",
						query: new URLSearchParams(),
						headers: {},
						body: Buffer.from(form),
						caller: administrator,
						requestId: "r",
					})
				).body,
			);
		expect(await call("Action=GetRole&RoleName=Reader")).toContain(`<Arn>${roleArn}</Arn>`);
		expect(await call("Action=ListRoles")).toContain(
			"<Description>reads &lt;all&gt; &amp; more</Description>",
		);
		await expect(call("Action=GetRole&RoleName=Nobody")).rejects.toThrow(code("NoSuchEntity"));
		await expect(call("Action=DeleteRole&RoleName=Reader")).rejects.toThrow(
			/iam:DeleteRole is not simulated/,
		);
	});
});

describe("the decision about a call", () => {
	const bucket = "arn:aws:s3:::reports/report-1";
	const noDelete = {
		Version: "2012-10-17",
		Statement: [
			{ Effect: "Deny", Principal: "*", Action: "s3:DeleteObject*", Resource: "arn:aws:s3:::reports/*" },
			{
				Effect: "Deny",
				Principal: "*",
				Action: "s3:*",
				Resource: "*",
				Condition: { Bool: { "aws:SecureTransport": "false" } },
			},
		],
	};

	it("an administrator may do what no resource's policy denies", async () => {
		const own = await cloud();
		const ask = (action: string) => () =>
			own.iam.authorize({ caller: administrator, action, resource: bucket, resourcePolicy: noDelete });
		expect(ask("s3:GetObject")).not.toThrow();
		expect(ask("s3:DeleteObject")).toThrow(
			`User: ${administrator.arn} is not authorized to perform: s3:DeleteObject on resource: ${bucket} with an explicit deny in a resource-based policy`,
		);
	});

	it("says in AWS's words which kind of policy was missing", async () => {
		const own = await cloud();
		await role(own);
		expect(may(own)).toThrow(
			`User: ${reader.arn} is not authorized to perform: dynamodb:GetItem on resource: ${tableArn} because no identity-based policy allows the dynamodb:GetItem action`,
		);
	});

	it.each([
		["s3:GetObject", "AccessDenied"],
		["sns:Publish", "AccessDenied"],
		["sqs:SendMessage", "AccessDenied"],
		["sts:AssumeRole", "AccessDenied"],
		["dynamodb:GetItem", "AccessDeniedException"],
		["kms:Decrypt", "AccessDeniedException"],
		["lambda:InvokeFunction", "AccessDeniedException"],
	])("a denial of %s is %s with status 403", async (action, expected) => {
		const own = await cloud();
		await role(own);
		expect(may(own, { action })).toThrow(expect.objectContaining({ code: expected, status: 403 }));
	});

	it("a service is let in by the resource's policy alone, for the source that it names", async () => {
		const own = await cloud();
		const topic = `arn:aws:sns:us-east-1:${account}:Alerts`;
		const resource = `arn:aws:sqs:us-east-1:${account}:Notify`;
		const resourcePolicy = policy({
			Principal: { Service: "sns.amazonaws.com" },
			Action: "sqs:SendMessage",
			Resource: resource,
			Condition: { ArnEquals: { "aws:SourceArn": topic }, StringEquals: { "aws:SourceAccount": account } },
		});
		const ask =
			(sourceArn: string, service = "sns.amazonaws.com", withPolicy = true) =>
			() =>
				own.iam.authorize({
					caller: { kind: "service", service, sourceArn },
					action: "sqs:SendMessage",
					resource,
					...(withPolicy ? { resourcePolicy } : {}),
				});
		expect(ask(topic)).not.toThrow();
		expect(ask(topic, "sns")).not.toThrow();
		expect(ask(`${topic}2`)).toThrow(code("AccessDenied"));
		expect(ask(topic, "s3.amazonaws.com")).toThrow(code("AccessDenied"));
		expect(ask(topic, "sns", false)).toThrow(code("AccessDenied"));
	});

	it("a session policy and session tags bind the session", async () => {
		const own = await cloud();
		await role(own, {
			Tags: [{ Key: "tenant", Value: "role" }],
			...inline(
				policy({ ...read, Condition: { StringEquals: { "dynamodb:Select": "${aws:PrincipalTag/tenant}" } } }),
			),
		});
		const as = (more: object) => ({ ...reader, ...more });
		const select = (value: string) => ({ context: { "dynamodb:Select": value } });
		expect(may(own, select("role"))).not.toThrow();
		expect(may(own, { caller: as({ tags: { tenant: "acme" } }), ...select("acme") })).not.toThrow();
		expect(may(own, { caller: as({ tags: { tenant: "acme" } }), ...select("role") })).toThrow();
		const sessionPolicy = JSON.stringify(policy({ Action: "s3:*", Resource: "*" }));
		expect(may(own, { caller: as({ sessionPolicy }), ...select("role") })).toThrow(
			/no session policy allows/,
		);
	});

	it("knows the time by the cloud's clock", async () => {
		const own = await cloud();
		const until = new Date(Date.now() + 3_600_000).toISOString();
		await role(own, inline(policy({ ...read, Condition: { DateLessThan: { "aws:CurrentTime": until } } })));
		expect(may(own)).not.toThrow();
		own.context.clock.move(7_200_000);
		expect(may(own)).toThrow(code("AccessDeniedException"));
	});

	it("a resource policy that cannot be read refuses the call", async () => {
		const own = await cloud();
		await role(own, inline(policy(read)));
		const resourcePolicy = policy({
			...read,
			Principal: "*",
			Condition: { IpAddress: { "aws:SourceIp": "::1" } },
		});
		expect(may(own, { resourcePolicy })).toThrow(code("MalformedPolicyDocument"));
	});
});
