import { conditionKey } from "./condition-key.ts";
import { type ConditionOperator, conditionOperator } from "./condition-operator.ts";
import type { Keys, Pattern } from "./pattern.ts";
import { policyRefused } from "./policy-refused.ts";

/**
 * Whether a statement's conditions hold. A condition that needs a policy variable without a value is decided
 * against the caller: it holds in a Deny and does not in an Allow.
 */
export type Condition = (keys: Keys, effect: "Allow" | "Deny") => boolean;

type SetPrefix = "ForAllValues" | "ForAnyValue" | undefined;

/** Reads a `Condition` element: every operator and every key in it must hold. */
export function compileCondition(block: unknown): Condition {
	if (block === undefined) return () => true;
	const tests = entries(block, "Condition").flatMap(([operator, keys]) =>
		entries(keys, operator).map(([key, values]) => compileTest(operator, key, policyValues(values, key))),
	);
	return (keys, effect) => tests.every((test) => test(keys, effect));
}

function compileTest(written: string, keyName: string, values: readonly string[]): Condition {
	const [, prefix, base = "", suffix] =
		/^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/.exec(written) ?? [];
	const key = conditionKey(keyName);
	if (base === "Null") {
		if (prefix || suffix) throw policyRefused(`"${written}" is not an operator: Null stands alone`);
		return compileNull(key.name, values);
	}
	if (!base) throw policyRefused(`"${written}" is not a condition operator`);
	if (key.multivalued && !prefix)
		throw policyRefused(`"${keyName}" has several values: write ForAllValues:${base} or ForAnyValue:${base}`);
	const operator = conditionOperator(base);
	const patterns = values.map((value) => operator.compile(value));
	const set: SetPrefix = prefix === "ForAllValues" || prefix === "ForAnyValue" ? prefix : undefined;
	return (keys, effect) => {
		const given = keys(key.name);
		if (given === undefined || given.length === 0) {
			if (suffix) return true;
			return set === undefined ? operator.negated : set === "ForAllValues";
		}
		return judge(operator, patterns, given, set, keys, effect);
	};
}

function judge(
	operator: ConditionOperator,
	patterns: readonly Pattern[],
	given: readonly string[],
	set: SetPrefix,
	keys: Keys,
	effect: "Allow" | "Deny",
): boolean {
	let unresolved = false;
	const holds = (value: string) => {
		let matched = false;
		for (const pattern of patterns) {
			const outcome = pattern(value, keys);
			if (outcome === undefined) unresolved = true;
			else if (outcome) matched = true;
		}
		return matched !== operator.negated;
	};
	// Several values of a key that should have one: an Allow needs all of them, a Deny any.
	const every = set === undefined ? effect === "Allow" : set === "ForAllValues";
	const verdicts = given.map(holds);
	const verdict = every ? verdicts.every(Boolean) : verdicts.some(Boolean);
	// What is settled without the missing value stays so: a match of another value, or its opposite.
	if (unresolved && verdict === operator.negated) return effect === "Deny";
	return verdict;
}

function compileNull(name: string, values: readonly string[]): Condition {
	const [value] = values;
	if (values.length !== 1 || (value !== "true" && value !== "false"))
		throw policyRefused("Null takes one value, true (the key is absent) or false (it is there)");
	return (keys) => ((keys(name)?.length ?? 0) === 0) === (value === "true");
}

function policyValues(values: unknown, key: string): string[] {
	const list = Array.isArray(values) ? values : [values];
	if (list.length === 0) throw policyRefused(`the condition on "${key}" has no value`);
	return list.map((value: unknown) => {
		if (typeof value === "string" || typeof value === "boolean" || typeof value === "number")
			return String(value);
		throw policyRefused(`the condition on "${key}" has a value that is not text, a number, true or false`);
	});
}

function entries(value: unknown, where: string): [string, unknown][] {
	if (typeof value !== "object" || value === null || Array.isArray(value))
		throw policyRefused(`"${where}" of a condition is not an object`);
	const found = Object.entries(value);
	if (found.length === 0) throw policyRefused(`"${where}" of a condition is empty`);
	return found;
}
