import type { Members } from "../members.ts";
import { AwsError } from "../service.ts";
import { compilePolicy, type Policy, type PolicyKind } from "./policy.ts";
import { policyRefused } from "./policy-refused.ts";

/** Reads and proves a policy document among properties; refuses one that is longer than IAM lets it be. */
export function policyDocument(members: Members, name: string, kind: PolicyKind, longest: number): unknown {
	const document = members.any(name);
	if (document === undefined) throw new AwsError("ValidationError", `${members.where} needs ${name}`);
	provePolicy(document, kind, members.where);
	const size = policySize(document);
	if (size > longest)
		throw new AwsError(
			"LimitExceeded",
			`${members.where}: ${name} has ${size} characters; IAM takes ${longest}`,
			409,
		);
	return document;
}

/** Compiles to find what would not be honoured; the refusal says where the policy stands. */
export function provePolicy(document: unknown, kind: PolicyKind, where: string): Policy {
	try {
		return compilePolicy(document, kind);
	} catch (refusal) {
		throw refusal instanceof AwsError ? policyRefused(`${where}: ${refusal.message}`) : refusal;
	}
}

/** IAM counts no white space. */
export const policySize = (document: unknown): number => JSON.stringify(document).length;

/** Refuses principals of this account that do not exist, as AWS does when a trust or key policy is written. */
export function provePrincipals(
	policy: Policy,
	account: string,
	exists: (arn: string) => boolean,
	where: string,
): void {
	for (const arn of policy.principals)
		if (arn.startsWith(`arn:aws:iam::${account}:role/`) && !exists(arn))
			throw policyRefused(`${where}: the principal ${arn} does not exist; create the role first`);
}
