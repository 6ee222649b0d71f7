import { evaluate } from "../../../local/iam/evaluate.ts";
import { compilePolicy } from "../../../local/iam/policy.ts";
import type { Principal } from "../../../local/iam/principal.ts";

export const account = "000000000000";
export const tableArn = `arn:aws:dynamodb:us-east-1:${account}:table/Ledger`;
export const keyArn = `arn:aws:kms:us-east-1:${account}:key/1234`;
export const reader: Principal = {
	kind: "session",
	arn: `arn:aws:sts::${account}:assumed-role/Reader/s1`,
	roleArn: `arn:aws:iam::${account}:role/Reader`,
	account,
};

export type Statements = Record<string, unknown>[];
export const document = (statements: Statements) => ({ Version: "2012-10-17", Statement: statements });

export interface Case {
	identity?: Statements;
	session?: Statements;
	resource?: Statements;
	rule?: "either" | "resource";
	principal?: Principal;
	action?: string;
	on?: string;
	keys?: Record<string, string | string[]>;
}

/** The decision in words: `allowed`, or which kind of policy denied it and whether it did so explicitly. */
export function decide(given: Case): string {
	const keys = new Map(
		Object.entries(given.keys ?? {}).map(([name, value]) => [name.toLowerCase(), [value].flat()]),
	);
	const decision = evaluate(
		{
			principal: given.principal ?? reader,
			action: given.action ?? "dynamodb:GetItem",
			resource: given.on ?? tableArn,
			keys: (name) => keys.get(name),
		},
		{
			identity: given.identity ? compilePolicy(document(given.identity), "identity").statements : [],
			session: given.session && compilePolicy(document(given.session), "identity"),
			resource: given.resource && compilePolicy(document(given.resource), "resource"),
			rule: given.rule ?? "either",
		},
	);
	if (decision.allowed) return "allowed";
	return `${decision.explicit ? "denied" : "not allowed"} by ${decision.by}`;
}

export const allow = (more: Record<string, unknown> = {}) => ({
	Effect: "Allow",
	Action: "dynamodb:GetItem",
	Resource: tableArn,
	...more,
});
export const deny = (more: Record<string, unknown> = {}) => ({ ...allow(more), Effect: "Deny" });
