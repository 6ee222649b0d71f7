import { describe, expect, it } from "vitest";
import { compilePolicy, type PolicyKind } from "../../../local/iam/policy.ts";

const statement = { Effect: "Allow", Action: "s3:GetObject", Resource: "*" };
const resource = { ...statement, Principal: "*" };
const policy = (more: object, base: object = statement) => ({
	Version: "2012-10-17",
	Statement: { ...base, ...more },
});
const without = (name: string) =>
	Object.fromEntries(Object.entries(statement).filter(([key]) => key !== name));
const condition = (block: unknown) => policy({ Condition: block });
const principal = (value: unknown) => policy({ Principal: value }, resource);

describe("a policy that would not be honoured to the letter is refused by name", () => {
	it.each<[string, PolicyKind, unknown, RegExp]>([
		["an unknown element of the document", "identity", { ...policy({}), Extra: 1 }, /"Extra"/],
		["an unknown element of a statement", "identity", policy({ Extra: 1 }), /"Extra"/],
		["a principal in an identity policy", "identity", policy({ Principal: "*" }), /"Principal"/],
		["a resource in a trust policy", "trust", policy({}, resource), /"Resource"/],
		["NotPrincipal", "resource", policy({ NotPrincipal: "*" }, resource), /"NotPrincipal"/],
		["a missing principal", "resource", policy({}), /Principal/],
		["an unknown version", "identity", { ...policy({}), Version: "2020-01-01" }, /2020-01-01/],
		[
			"a variable in a policy without the version that has variables",
			"identity",
			{ Statement: { ...statement, Resource: "arn:aws:s3:::b/${aws:PrincipalArn}" } },
			/2012-10-17/,
		],
		["an unknown effect", "identity", policy({ Effect: "allow" }), /Effect/],
		["no action", "identity", { Statement: without("Action") }, /Action/],
		["both Action and NotAction", "identity", policy({ NotAction: "s3:*" }), /NotAction/],
		["no resource", "identity", { Statement: without("Resource") }, /Resource/],
		["an action without service", "identity", policy({ Action: "GetObject" }), /"GetObject"/],
		["a resource that is no ARN", "identity", policy({ Resource: "my-bucket" }), /"my-bucket"/],
		["a resource cut short", "identity", policy({ Resource: "arn:aws:s3" }), /"arn:aws:s3"/],
		[
			"an unknown operator",
			"identity",
			condition({ StringMatches: { "kms:ViaService": "a" } }),
			/"StringMatches"/,
		],
		["IpAddress", "identity", condition({ IpAddress: { "kms:ViaService": "a" } }), /"IpAddress"/],
		[
			"an unknown set prefix",
			"identity",
			condition({ "ForSomeValues:StringEquals": { "aws:TagKeys": "a" } }),
			/ForSomeValues/,
		],
		["NullIfExists", "identity", condition({ NullIfExists: { "kms:ViaService": "true" } }), /NullIfExists/],
		[
			"an unknown condition key",
			"identity",
			condition({ StringEquals: { "aws:SourceIp": "a" } }),
			/"aws:SourceIp"/,
		],
		[
			"a key family without its last part",
			"identity",
			condition({ StringEquals: { "aws:PrincipalTag/": "a" } }),
			/PrincipalTag/,
		],
		[
			"a key of several values without set prefix",
			"identity",
			condition({ StringEquals: { "dynamodb:LeadingKeys": "a" } }),
			/ForAllValues:StringEquals/,
		],
		[
			"an unknown variable",
			"identity",
			condition({ StringEquals: { "kms:ViaService": "${aws:username}" } }),
			/"aws:username"/,
		],
		[
			"a variable without end",
			"identity",
			condition({ StringEquals: { "kms:ViaService": "${aws:PrincipalArn" } }),
			/no end/,
		],
		[
			"a condition without values",
			"identity",
			condition({ StringEquals: { "kms:ViaService": [] } }),
			/no value/,
		],
		["an empty condition", "identity", condition({}), /empty/],
		["a number that is none", "identity", condition({ NumericEquals: { "s3:max-keys": "many" } }), /"many"/],
		["a date that is none", "identity", condition({ DateLessThan: { "aws:CurrentTime": "soon" } }), /"soon"/],
		["a federated principal", "resource", principal({ Federated: "accounts.example" }), /Federated/],
		["a canonical user", "resource", principal({ CanonicalUser: "abc" }), /CanonicalUser/],
		[
			"a wildcard in a principal",
			"resource",
			principal({ AWS: "arn:aws:iam::000000000000:role/*" }),
			/role\/\*/,
		],
		["an empty principal", "resource", principal({ AWS: [] }), /nobody/],
		["something that is not JSON", "identity", "{", /JSON/],
		["no statement", "identity", { Version: "2012-10-17" }, /Statement/],
	])("%s", (_name, kind, document, reason) => {
		expect(() => compilePolicy(document, kind)).toThrow(reason);
		expect(() => compilePolicy(document, kind)).toThrow(
			expect.objectContaining({ code: "MalformedPolicyDocument" }),
		);
	});

	it("takes what the synthesized templates use", () => {
		const trust = {
			Version: "2012-10-17",
			Statement: [
				{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
			],
		};
		expect(compilePolicy(trust, "trust").statements).toHaveLength(1);
		expect(compilePolicy(JSON.stringify(policy({ Sid: "x" })), "identity").statements).toHaveLength(1);
		const named = principal({
			AWS: ["000000000000", "arn:aws:iam::000000000000:role/a/B"],
			Service: ["logs.us-east-1.amazonaws.com"],
		});
		expect(compilePolicy(named, "resource").principals).toEqual(["arn:aws:iam::000000000000:role/a/B"]);
	});
});
