import type { Keys } from "./pattern.ts";
import type { Policy, Statement } from "./policy.ts";
import type { Grade, Principal } from "./principal.ts";

/** One question to the policies. */
export interface Question {
	principal: Principal;
	/** IAM action, e.g. `dynamodb:PutItem`. */
	action: string;
	resource: string;
	keys: Keys;
}

/** The policies that answer it. */
export interface Policies {
	/** Statements of the caller's own policies; none for a service. */
	identity: readonly Statement[];
	/** The policy that a session was narrowed with. */
	session?: Policy | undefined;
	resource?: Policy | undefined;
	/**
	 * `either`: within one account the caller's policies or the resource's suffice (S3, SQS, SNS, DynamoDB, Lambda).
	 * `resource`: the resource's policy must name the caller, or its account, which delegates to the caller's own
	 * policies (KMS keys, trust in a role).
	 */
	rule: "either" | "resource";
}

export type Source = "identity-based" | "session" | "resource-based";
export type Decision = { allowed: true } | { allowed: false; by: Source; explicit: boolean };

const allowed: Decision = { allowed: true };

/** Decides by AWS's rules for one account: an explicit deny first, then an allow from where `rule` asks for one. */
export function evaluate(question: Question, policies: Policies): Decision {
	const identity = verdict(policies.identity, question);
	const session = policies.session && verdict(policies.session.statements, question);
	const resource = policies.resource ? verdict(policies.resource.statements, question) : undefined;
	if (identity === "Deny") return { allowed: false, by: "identity-based", explicit: true };
	if (session === "Deny") return { allowed: false, by: "session", explicit: true };
	if (resource === "Deny") return { allowed: false, by: "resource-based", explicit: true };
	if (resource === "session") return allowed;
	if (question.principal.kind === "service")
		return resource === "named" ? allowed : { allowed: false, by: "resource-based", explicit: false };
	if (policies.rule === "resource" && resource === undefined)
		return { allowed: false, by: "resource-based", explicit: false };
	if (resource !== "named" && identity === undefined)
		return { allowed: false, by: "identity-based", explicit: false };
	if (policies.session && session === undefined) return { allowed: false, by: "session", explicit: false };
	return allowed;
}

const rank: Readonly<Record<Grade, number>> = { account: 1, named: 2, session: 3 };

/** `Deny`, or how closely an Allow names the caller (`named` in policies without principals), or nothing. */
function verdict(statements: readonly Statement[], question: Question): Grade | "Deny" | undefined {
	let best: Grade | undefined;
	for (const statement of statements) {
		const grade = statement.principal ? statement.principal(question.principal) : "named";
		if (!grade || (statement.effect === "Allow" && best && rank[best] >= rank[grade])) continue;
		if (!statement.action(question.action)) continue;
		if (!statement.resource(question.resource, question.keys)) continue;
		if (!statement.condition(question.keys, statement.effect)) continue;
		if (statement.effect === "Deny") return "Deny";
		best = grade;
	}
	return best;
}
