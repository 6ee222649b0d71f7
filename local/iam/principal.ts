import { policyRefused } from "./policy-refused.ts";

/** Who asks, as policies name it. */
export type Principal =
	| { kind: "user"; arn: string; account: string }
	| { kind: "session"; arn: string; roleArn: string; account: string }
	| { kind: "service"; name: string };

/**
 * How closely a resource policy names the caller. `account` delegates to the caller's own policies, `named`
 * grants within the limits of a session policy, `session` grants to that very session whatever limits it
 * (IAM User Guide, "Policy evaluation logic").
 */
export type Grade = "account" | "named" | "session";

export type PrincipalTest = (principal: Principal) => Grade | undefined;

const accountId = /^(?:arn:aws[a-z-]*:iam::)?(\d{12})(?::root)?$/;
const named =
	/^arn:aws[a-z-]*:(?:iam::\d{12}:(?:role|user)\/[\w+=,.@/-]+|sts::\d{12}:assumed-role\/[\w+=,.@/-]+)$/;
const serviceName = /^[a-z0-9.-]+\.amazonaws\.com(?:\.cn)?$/;

/** Reads a `Principal` element; federated and canonical users, wildcards in ARNs and unknown kinds are refused. */
export function compilePrincipal(element: unknown): { test: PrincipalTest; arns: readonly string[] } {
	if (element === "*") return { test: () => "named", arns: [] };
	if (typeof element !== "object" || element === null || Array.isArray(element))
		throw policyRefused('Principal is "*" or an object with AWS or Service');
	const arns = new Set<string>();
	const accounts = new Set<string>();
	const services = new Set<string>();
	let anyone = false;
	for (const [kind, value] of Object.entries(element)) {
		for (const name of names(kind, value)) {
			const account = accountId.exec(name)?.[1];
			if (kind === "Service" && serviceName.test(name)) services.add(name);
			else if (kind === "AWS" && name === "*") anyone = true;
			else if (kind === "AWS" && account) accounts.add(account);
			else if (kind === "AWS" && named.test(name)) arns.add(name);
			else throw policyRefused(`the principal ${kind} "${name}" is not evaluated by the local cloud`);
		}
	}
	if (!anyone && arns.size + accounts.size + services.size === 0)
		throw policyRefused("Principal names nobody");
	const test: PrincipalTest = (principal) => {
		if (principal.kind === "service") return anyone || services.has(principal.name) ? "named" : undefined;
		if (principal.kind === "session" && arns.has(principal.arn)) return "session";
		if (anyone || arns.has(principal.kind === "session" ? principal.roleArn : principal.arn)) return "named";
		return accounts.has(principal.account) ? "account" : undefined;
	};
	return { test, arns: [...arns] };
}

function names(kind: string, value: unknown): string[] {
	const list: unknown[] = Array.isArray(value) ? value : [value];
	return list.map((name) => {
		if (typeof name !== "string") throw policyRefused(`the principal ${kind} is not text`);
		return name;
	});
}
