import { arnPattern } from "./arn-pattern.ts";
import { type Condition, compileCondition } from "./condition.ts";
import { globTest, type Keys, type Pattern, parsePattern } from "./pattern.ts";
import { policyRefused } from "./policy-refused.ts";
import { compilePrincipal, type PrincipalTest } from "./principal.ts";

/**
 * `identity`: of a role, or of a session at AssumeRole; names no principal.
 * `resource`: of a key, bucket, queue, topic or function; names principals and resources.
 * `trust`: of a role; names principals, and no resource.
 */
export type PolicyKind = "identity" | "resource" | "trust";

export interface Statement {
	effect: "Allow" | "Deny";
	/** `undefined` in identity policies. */
	principal: PrincipalTest | undefined;
	action: (action: string) => boolean;
	resource: (resource: string, keys: Keys) => boolean;
	condition: Condition;
}

/** A policy document, read once. */
export interface Policy {
	statements: readonly Statement[];
	/** ARNs of roles, users and sessions that it names as principals. */
	principals: readonly string[];
}

const documentElements = new Set(["Version", "Id", "Statement"]);
const statementElements: Readonly<Record<PolicyKind, ReadonlySet<string>>> = {
	identity: new Set(["Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition"]),
	resource: new Set([
		"Sid",
		"Effect",
		"Principal",
		"Action",
		"NotAction",
		"Resource",
		"NotResource",
		"Condition",
	]),
	trust: new Set(["Sid", "Effect", "Principal", "Action", "NotAction", "Condition"]),
};

/**
 * Reads a policy document (an object, or its JSON). Throws `MalformedPolicyDocument` with the name of the first
 * element, operator, key or principal that it would not honour: nothing in a policy is ignored.
 */
export function compilePolicy(document: unknown, kind: PolicyKind): Policy {
	const source = typeof document === "string" ? parseJson(document) : document;
	const read = object(source, "a policy document");
	onlyElements(read, documentElements, "a policy document");
	const version = read["Version"] ?? "2008-10-17";
	if (version !== "2012-10-17" && version !== "2008-10-17")
		throw policyRefused(`Version ${JSON.stringify(version)} is unknown; write "2012-10-17"`);
	if (version === "2008-10-17" && JSON.stringify(read).includes("${"))
		throw policyRefused('policy variables need "Version": "2012-10-17"');
	const list = Array.isArray(read["Statement"]) ? read["Statement"] : [read["Statement"]];
	const principals: string[] = [];
	const statements = list.map((statement) => compileStatement(statement, kind, principals));
	return { statements, principals };
}

function compileStatement(source: unknown, kind: PolicyKind, principals: string[]): Statement {
	const read = object(source, "Statement");
	onlyElements(read, statementElements[kind], `a statement of this policy (${kind})`);
	const effect = read["Effect"];
	if (effect !== "Allow" && effect !== "Deny") throw policyRefused('Effect is "Allow" or "Deny"');
	const principal = kind === "identity" ? undefined : compilePrincipal(read["Principal"]);
	principals.push(...(principal?.arns ?? []));
	return {
		effect,
		principal: principal?.test,
		action: compileActions(read),
		resource: kind === "trust" ? () => true : compileResources(read, effect),
		condition: compileCondition(read["Condition"]),
	};
}

function compileActions(statement: Readonly<Record<string, unknown>>): (action: string) => boolean {
	const [values, negated] = either(statement, "Action");
	const tests = values.map((value) => {
		if (value !== "*" && !/^[a-z0-9-]+:[a-z0-9*?]+$/i.test(value))
			throw policyRefused(`the action "${value}" is not service:Action`);
		return globTest(parsePattern(value.toLowerCase(), true));
	});
	return (action) => {
		const lower = action.toLowerCase();
		return tests.some((test) => test(lower)) !== negated;
	};
}

function compileResources(
	statement: Readonly<Record<string, unknown>>,
	effect: "Allow" | "Deny",
): (resource: string, keys: Keys) => boolean {
	const [values, negated] = either(statement, "Resource");
	const patterns: Pattern[] = values.map(arnPattern);
	// A variable without a value is decided against the caller: it is in a Deny's Resource, and not in an Allow's.
	const unresolved = (effect === "Deny") !== negated;
	return (resource, keys) => patterns.some((pattern) => pattern(resource, keys) ?? unresolved) !== negated;
}

/** The values of `Action` or `NotAction` (`Resource` or `NotResource`), and whether it was the Not. */
function either(
	statement: Readonly<Record<string, unknown>>,
	name: string,
): [values: string[], negated: boolean] {
	const plain = statement[name];
	const not = statement[`Not${name}`];
	if ((plain === undefined) === (not === undefined))
		throw policyRefused(`a statement takes one of ${name} and Not${name}`);
	const list: unknown[] = [plain ?? not].flat();
	if (list.length === 0) throw policyRefused(`${name} is empty`);
	const values = list.map((value) => {
		if (typeof value !== "string") throw policyRefused(`${name} is not text`);
		return value;
	});
	return [values, plain === undefined];
}

function onlyElements(read: object, known: ReadonlySet<string>, where: string): void {
	for (const name of Object.keys(read))
		if (!known.has(name)) throw policyRefused(`the element "${name}" does not belong in ${where}`);
}

function object(value: unknown, what: string): Readonly<Record<string, unknown>> {
	if (typeof value !== "object" || value === null || Array.isArray(value))
		throw policyRefused(`${what} is not an object`);
	return Object.fromEntries(Object.entries(value));
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch (cause) {
		throw policyRefused(`the policy document is not JSON: ${cause instanceof Error ? cause.message : ""}`);
	}
}
