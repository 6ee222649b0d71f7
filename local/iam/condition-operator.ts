import { arnPattern } from "./arn-pattern.ts";
import { type Pattern, textPattern } from "./pattern.ts";
import { policyRefused } from "./policy-refused.ts";

/** How one operator compares: `compile` reads a policy's value, `negated` operators hold when nothing matches. */
export interface ConditionOperator {
	negated: boolean;
	compile(value: string): Pattern;
}

const text = (options: { wildcards: boolean; ignoreCase?: boolean }) => (value: string) =>
	textPattern(value, options);

/** A comparison of values that are read alike on both sides; a request's value that cannot be read matches nothing. */
function comparison(
	kind: string,
	read: (value: string) => number | undefined,
	holds: (request: number, policy: number) => boolean,
) {
	return (value: string): Pattern => {
		const policy = read(value);
		if (policy === undefined) throw policyRefused(`"${value}" is not ${kind}`);
		return (given) => {
			const request = read(given);
			return request !== undefined && holds(request, policy);
		};
	};
}

const readNumber = (value: string): number | undefined =>
	/^-?\d+(\.\d+)?$/.test(value) ? Number(value) : undefined;

/** ISO 8601 or seconds since 1970, as milliseconds. */
function readDate(value: string): number | undefined {
	if (/^\d+$/.test(value)) return Number(value) * 1000;
	const time = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/.test(value)
		? Date.parse(value)
		: Number.NaN;
	return Number.isNaN(time) ? undefined : time;
}

function bool(value: string): Pattern {
	const policy = value.toLowerCase();
	if (policy !== "true" && policy !== "false") throw policyRefused(`"${value}" is not true or false`);
	return (given) => given.toLowerCase() === policy;
}

const orders = {
	Equals: (a: number, b: number) => a === b,
	LessThan: (a: number, b: number) => a < b,
	LessThanEquals: (a: number, b: number) => a <= b,
	GreaterThan: (a: number, b: number) => a > b,
	GreaterThanEquals: (a: number, b: number) => a >= b,
};

const operators = new Map<string, ConditionOperator>();
const add = (name: string, compile: (value: string) => Pattern, negated = false) =>
	operators.set(name, { negated, compile });

add("StringEquals", text({ wildcards: false }));
add("StringNotEquals", text({ wildcards: false }), true);
add("StringEqualsIgnoreCase", text({ wildcards: false, ignoreCase: true }));
add("StringNotEqualsIgnoreCase", text({ wildcards: false, ignoreCase: true }), true);
add("StringLike", text({ wildcards: true }));
add("StringNotLike", text({ wildcards: true }), true);
// IAM compares ARNs alike under both names: ArnEquals takes wildcards too.
for (const name of ["Equals", "Like"]) {
	add(`Arn${name}`, arnPattern);
	add(`ArnNot${name}`, arnPattern, true);
}
add("Bool", bool);
for (const [name, holds] of Object.entries(orders)) {
	add(`Numeric${name}`, comparison("a number", readNumber, holds));
	add(`Date${name}`, comparison("a date (ISO 8601 or seconds since 1970)", readDate, holds));
}
add("NumericNotEquals", comparison("a number", readNumber, orders.Equals), true);
add("DateNotEquals", comparison("a date (ISO 8601 or seconds since 1970)", readDate, orders.Equals), true);

/** The operator of that name, without its set prefix and `IfExists`; refuses those that are not evaluated. */
export function conditionOperator(name: string): ConditionOperator {
	const found = operators.get(name);
	if (!found)
		throw policyRefused(
			`the condition operator "${name}" is not evaluated by the local cloud; it knows ${[...operators.keys(), "Null"].join(", ")}`,
		);
	return found;
}
