import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { account, allow, type Case, decide, deny, keyArn, type Statements, tableArn } from "./decide.ts";

const root = { AWS: `arn:aws:iam::${account}:root` };
const role = { AWS: `arn:aws:iam::${account}:role/Reader` };
const session = { AWS: `arn:aws:sts::${account}:assumed-role/Reader/s1` };
const key = (more: Record<string, unknown>) => ({ Action: "kms:*", Resource: "*", Effect: "Allow", ...more });
const onKey = { action: "kms:Decrypt", on: keyArn, rule: "resource" } as const;
const useKeys = [{ Effect: "Allow", Action: "kms:Decrypt", Resource: "*" }];

describe("decisions within one account", () => {
	const cases: [name: string, given: Case, outcome: string][] = [
		["nothing allows", {}, "not allowed by identity-based"],
		["an identity policy allows", { identity: [allow()] }, "allowed"],
		[
			"an allow for another action does not count",
			{ identity: [allow({ Action: "dynamodb:Scan" })] },
			"not allowed by identity-based",
		],
		[
			"an allow for another resource does not count",
			{ identity: [allow({ Resource: `${tableArn}2` })] },
			"not allowed by identity-based",
		],
		[
			"actions are compared without regard to case",
			{ identity: [allow({ Action: "DynamoDB:getitem" })] },
			"allowed",
		],
		[
			"resources are compared with regard to case",
			{ identity: [allow({ Resource: tableArn.replace("Ledger", "ledger") })] },
			"not allowed by identity-based",
		],
		[
			"NotAction allows the others",
			{ identity: [{ Effect: "Allow", NotAction: "dynamodb:Delete*", Resource: "*" }] },
			"allowed",
		],
		[
			"NotAction leaves out what it names",
			{ identity: [{ Effect: "Allow", NotAction: "dynamodb:Get*", Resource: "*" }] },
			"not allowed by identity-based",
		],
		[
			"NotResource in a deny spares what it names",
			{ identity: [allow(), { Effect: "Deny", Action: "*", NotResource: tableArn }] },
			"allowed",
		],
		["an identity deny wins over an allow", { identity: [allow(), deny()] }, "denied by identity-based"],
		["a session policy alone gives nothing", { session: [allow()] }, "not allowed by identity-based"],
		[
			"a session policy narrows",
			{ identity: [allow()], session: [allow({ Action: "dynamodb:Query" })] },
			"not allowed by session",
		],
		["a session policy lets through what both allow", { identity: [allow()], session: [allow()] }, "allowed"],
		["a session deny wins", { identity: [allow()], session: [allow(), deny()] }, "denied by session"],
		["a resource policy that names the role suffices", { resource: [allow({ Principal: role })] }, "allowed"],
		[
			"a resource policy that names the role is narrowed by the session policy",
			{ resource: [allow({ Principal: role })], session: [allow({ Action: "s3:*" })] },
			"not allowed by session",
		],
		[
			"a resource policy that names the session is not narrowed",
			{ resource: [allow({ Principal: session })], session: [allow({ Action: "s3:*" })] },
			"allowed",
		],
		[
			"a resource policy that names only the account gives nothing by itself",
			{ resource: [allow({ Principal: root })] },
			"not allowed by identity-based",
		],
		[
			"a resource deny wins over an identity allow",
			{ identity: [allow()], resource: [deny({ Principal: "*" })] },
			"denied by resource-based",
		],
		[
			"a resource deny of the account reaches its roles",
			{ identity: [allow()], resource: [deny({ Principal: root })] },
			"denied by resource-based",
		],
		[
			"a resource deny of another role does not reach this one",
			{
				identity: [allow()],
				resource: [deny({ Principal: { AWS: `arn:aws:iam::${account}:role/Writer` } })],
			},
			"allowed",
		],
		[
			"a key's policy must allow: the identity alone does not",
			{ ...onKey, identity: useKeys },
			"not allowed by resource-based",
		],
		[
			"a key's policy that names another does not allow",
			{
				...onKey,
				identity: useKeys,
				resource: [key({ Principal: { AWS: `arn:aws:iam::${account}:role/Writer` } })],
			},
			"not allowed by resource-based",
		],
		[
			"a key's policy delegates through the account",
			{ ...onKey, identity: useKeys, resource: [key({ Principal: root })] },
			"allowed",
		],
		[
			"delegation still needs the identity",
			{ ...onKey, resource: [key({ Principal: root })] },
			"not allowed by identity-based",
		],
		[
			"a key's policy that names the role suffices",
			{ ...onKey, resource: [key({ Principal: role })] },
			"allowed",
		],
		[
			"a service is allowed by a resource policy that names it",
			{
				principal: { kind: "service", name: "sns.amazonaws.com" },
				resource: [allow({ Principal: { Service: "sns.amazonaws.com" } })],
			},
			"allowed",
		],
		[
			"a service is not allowed by one that names another",
			{
				principal: { kind: "service", name: "sns.amazonaws.com" },
				resource: [allow({ Principal: { Service: "s3.amazonaws.com" } })],
			},
			"not allowed by resource-based",
		],
		[
			"a service is not the account",
			{ principal: { kind: "service", name: "sns.amazonaws.com" }, resource: [allow({ Principal: root })] },
			"not allowed by resource-based",
		],
		[
			"a role is not a service",
			{ resource: [allow({ Principal: { Service: "sns.amazonaws.com" } })] },
			"not allowed by identity-based",
		],
	];
	it.each(cases)("%s", (_name, given, outcome) => {
		expect(decide(given)).toBe(outcome);
	});

	it("holds a session to its tenant's keys, and refuses it where the tag or the keys are missing", () => {
		const identity = [
			allow({
				Condition: {
					"ForAllValues:StringLike": {
						"dynamodb:LeadingKeys": ["${aws:PrincipalTag/tenant}", "${aws:PrincipalTag/tenant}#*"],
					},
					Null: { "dynamodb:LeadingKeys": "false" },
				},
			}),
		];
		const read = (tenant: string | undefined, keys: string[] | undefined) =>
			decide({
				identity,
				keys: {
					...(tenant === undefined ? {} : { "aws:PrincipalTag/tenant": tenant }),
					...(keys ? { "dynamodb:LeadingKeys": keys } : {}),
				},
			});
		expect(read("acme", ["acme#0", "acme"])).toBe("allowed");
		expect(read("acme", ["acme#0", "rival#0"])).toBe("not allowed by identity-based");
		expect(read("acme", ["acmeplus"])).toBe("not allowed by identity-based");
		expect(read("acme", undefined)).toBe("not allowed by identity-based");
		expect(read(undefined, ["acme"])).toBe("not allowed by identity-based");
		expect(read("*", ["acme"])).toBe("not allowed by identity-based");
	});
});

const effects = fc.constantFrom("Allow", "Deny");
const actions = fc.constantFrom(
	"dynamodb:GetItem",
	"dynamodb:*",
	"dynamodb:Get*",
	"dynamodb:PutItem",
	"*",
	"dynamodb:?etItem",
);
const resources = fc.constantFrom("*", tableArn, `${tableArn}*`, tableArn.replace("Ledger", "Other"));
const conditions = fc.constantFrom(
	undefined,
	{ StringEquals: { "kms:ViaService": "a" } },
	{ StringNotEquals: { "kms:ViaService": "a" } },
	{ "ForAnyValue:StringLike": { "dynamodb:LeadingKeys": "a*" } },
	{ "ForAllValues:StringLike": { "dynamodb:LeadingKeys": "${aws:PrincipalTag/tenant}*" } },
);
const identityStatement = fc
	.record({ Effect: effects, Action: actions, Resource: resources, Condition: conditions })
	.map(({ Condition, ...rest }) => (Condition ? { ...rest, Condition } : rest));
const principals = fc.constantFrom<unknown>("*", root, role, session, { Service: "sns.amazonaws.com" });
const resourceStatement = fc
	.tuple(identityStatement, principals)
	.map(([statement, Principal]) => ({ ...statement, Principal }));
const some = (statement: fc.Arbitrary<Record<string, unknown>>) => fc.array(statement, { maxLength: 4 });
const cases = fc.record(
	{
		identity: some(identityStatement),
		session: fc.array(identityStatement, { minLength: 1, maxLength: 3 }),
		resource: fc.array(resourceStatement, { minLength: 1, maxLength: 4 }),
		rule: fc.constantFrom("either", "resource") as fc.Arbitrary<"either" | "resource">,
		keys: fc.record(
			{
				"kms:ViaService": fc.constantFrom("a", "b"),
				"dynamodb:LeadingKeys": fc.array(fc.constantFrom("a", "ab", "b"), { maxLength: 3 }),
				"aws:PrincipalTag/tenant": fc.constantFrom("a", "b"),
			},
			{ requiredKeys: [] },
		),
	},
	{ requiredKeys: ["identity", "rule"] },
);
const given = (value: unknown): Case => value as Case;
const nonEmpty = (statements: Statements | undefined) => (statements?.length ? { identity: statements } : {});
const run = (value: unknown) => {
	const { identity, ...rest } = given(value);
	return decide({ ...rest, ...nonEmpty(identity) });
};

describe("laws of the decision", () => {
	it("an explicit deny that matches wins, wherever it stands", () => {
		const places = fc.constantFrom("identity", "session", "resource");
		fc.assert(
			fc.property(cases, places, (base, place) => {
				const denial = {
					Effect: "Deny",
					Action: "*",
					Resource: "*",
					...(place === "resource" ? { Principal: "*" } : {}),
				};
				const value = given(base);
				const statements = [...(value[place as "identity"] ?? []), denial];
				expect(run({ ...value, [place]: statements })).toMatch(/^denied by /);
			}),
		);
	});

	it("the order of statements does not matter", () => {
		fc.assert(
			fc.property(cases, (base) => {
				const value = given(base);
				const turned = Object.fromEntries(
					Object.entries(value).map(([name, part]) => [
						name,
						Array.isArray(part) ? [...part].reverse() : part,
					]),
				);
				expect(run(turned)).toBe(run(value));
			}),
		);
	});

	it("one more allow in an identity or resource policy never removes access", () => {
		fc.assert(
			fc.property(cases, identityStatement, principals, (base, extra, Principal) => {
				const value = given(base);
				fc.pre(run(value) === "allowed");
				const more = { ...extra, Effect: "Allow" };
				expect(run({ ...value, identity: [...(value.identity ?? []), more] })).toBe("allowed");
				expect(run({ ...value, resource: [...(value.resource ?? []), { ...more, Principal }] })).toBe(
					"allowed",
				);
			}),
		);
	});

	it("one more deny, or a session policy, never gives access", () => {
		fc.assert(
			fc.property(cases, identityStatement, (base, extra) => {
				const value = given(base);
				fc.pre(run(value) !== "allowed");
				const denial = { ...extra, Effect: "Deny" };
				expect(run({ ...value, identity: [...(value.identity ?? []), denial] })).not.toBe("allowed");
				if (!value.session) expect(run({ ...value, session: [extra] })).not.toBe("allowed");
			}),
		);
	});

	it("without any allow nothing is allowed", () => {
		fc.assert(
			fc.property(cases, (base) => {
				const value = given(base);
				const denials = (statements: Statements | undefined) =>
					statements?.map((statement) => ({ ...statement, Effect: "Deny" }));
				const resource = denials(value.resource);
				const stripped = { ...value, identity: denials(value.identity), ...(resource ? { resource } : {}) };
				expect(run(stripped)).not.toBe("allowed");
			}),
		);
	});
});
