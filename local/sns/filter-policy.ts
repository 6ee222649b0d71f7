import { isRecord } from "../record.ts";
import { AwsError } from "../service.ts";
import { readJson } from "./json.ts";
import { refuse } from "./refuse.ts";

/** What a filter looks at: attributes by name (lists for `String.Array`), or the parsed body. */
export interface Filterable {
	attributes: Readonly<Record<string, { Type: string; Value: string }>>;
	message: string;
}

/** Says whether a subscription wants a message. */
export type Filter = (message: Filterable) => boolean;

type Scalar = string | number | boolean | null;
/** Says whether the values at one key (none where the key is absent) fit. */
type Condition = (values: readonly Scalar[] | undefined) => boolean;

/**
 * Compiles a subscription's filter policy (developer guide, "Amazon SNS subscription filter policies").
 * Honoured: exact strings, numbers, booleans and null, `prefix`, `anything-but` (values or a prefix), `numeric`,
 * `exists`, at most 5 keys and 150 combinations. Every other operator is refused by name.
 */
export function compileFilter(policy: string | undefined, scope: string | undefined): Filter {
	if (policy === undefined || policy === "") return () => true;
	const parsed = parse(policy);
	const inBody = scope === "MessageBody";
	const leaves: Leaf[] = [];
	collect(parsed, [], inBody, leaves);
	const combinations = leaves.reduce((product, leaf) => product * leaf.alternatives, 1);
	if (leaves.length > 5 || combinations > 150)
		throw new AwsError(
			"FilterPolicyLimitExceeded",
			"A filter policy takes at most 5 keys and 150 combinations of values",
		);
	if (!inBody)
		return ({ attributes }) =>
			leaves.every(({ path: [name = ""], condition }) => condition(attributeValues(attributes[name])));
	return ({ message }) => {
		const body = readJson(message);
		return isRecord(body) && leaves.every(({ path, condition }) => condition(bodyValues(body, path)));
	};
}

interface Leaf {
	path: string[];
	condition: Condition;
	alternatives: number;
}

function collect(policy: Record<string, unknown>, path: string[], nested: boolean, leaves: Leaf[]): void {
	for (const [name, value] of Object.entries(policy)) {
		if (name === "$or") throw refuse.parameter("FilterPolicy: $or is not honoured by the local cloud");
		const at = [...path, name];
		if (Array.isArray(value)) {
			if (value.length === 0) throw refuse.parameter(`FilterPolicy: ${at.join(".")} is an empty list`);
			const conditions = value.map((entry) => compileCondition(at.join("."), entry));
			leaves.push({
				path: at,
				condition: (values) => conditions.some((condition) => condition(values)),
				alternatives: value.length,
			});
		} else if (nested && isRecord(value)) collect(value, at, nested, leaves);
		else throw refuse.parameter(`FilterPolicy: "${at.join(".")}" must be an array of conditions`);
	}
}

function compileCondition(place: string, entry: unknown): Condition {
	if (isScalar(entry)) return (values) => values?.includes(entry) ?? false;
	if (!isRecord(entry) || Object.keys(entry).length !== 1)
		throw refuse.parameter(`FilterPolicy: ${place} takes values or objects of one operator`);
	const [[operator, operand] = ["", undefined]] = Object.entries(entry);
	switch (operator) {
		case "exists":
			if (typeof operand !== "boolean") break;
			return (values) => (values !== undefined) === operand;
		case "prefix":
			if (typeof operand !== "string") break;
			return (values) => anyText(values, (text) => text.startsWith(operand));
		case "anything-but":
			return anythingBut(place, operand);
		case "numeric":
			return numeric(place, operand);
	}
	throw refuse.parameter(
		`FilterPolicy: ${place}: ${operator} with ${JSON.stringify(operand)} is not honoured by the local cloud; it takes exact values, prefix, anything-but, numeric and exists`,
	);
}

function anythingBut(place: string, operand: unknown): Condition {
	if (isRecord(operand)) {
		const { prefix, ...rest } = operand;
		if (typeof prefix !== "string" || Object.keys(rest).length > 0)
			throw refuse.parameter(`FilterPolicy: ${place}: anything-but takes values or a prefix`);
		return (values) => values !== undefined && anyText(values, (text) => !text.startsWith(prefix));
	}
	const denied = Array.isArray(operand) ? operand : [operand];
	if (denied.length === 0 || !denied.every(isScalar))
		throw refuse.parameter(`FilterPolicy: ${place}: anything-but takes values or a prefix`);
	// Fits when some value is not among them; a key that is absent does not fit.
	return (values) => values?.some((value) => !denied.includes(value)) ?? false;
}

const comparisons: Readonly<Record<string, (a: number, b: number) => boolean>> = {
	"=": (a, b) => a === b,
	"<": (a, b) => a < b,
	"<=": (a, b) => a <= b,
	">": (a, b) => a > b,
	">=": (a, b) => a >= b,
};

function numeric(place: string, operand: unknown): Condition {
	const list = Array.isArray(operand) ? operand : [];
	const tests: ((value: number) => boolean)[] = [];
	for (let index = 0; index < list.length; index += 2) {
		const compare = comparisons[String(list[index])];
		const bound: unknown = list[index + 1];
		if (!compare || typeof bound !== "number")
			throw refuse.parameter(`FilterPolicy: ${place}: numeric takes comparisons and numbers in turn`);
		tests.push((value) => compare(value, bound));
	}
	if (tests.length === 0 || tests.length > 2)
		throw refuse.parameter(`FilterPolicy: ${place}: numeric takes one or two comparisons`);
	return (values) =>
		values?.some((value) => typeof value === "number" && tests.every((fits) => fits(value))) ?? false;
}

const anyText = (values: readonly Scalar[] | undefined, fits: (text: string) => boolean) =>
	values?.some((value) => typeof value === "string" && fits(value)) ?? false;

function isScalar(value: unknown): value is Scalar {
	return value === null || ["string", "number", "boolean"].includes(typeof value);
}

function attributeValues(attribute: { Type: string; Value: string } | undefined): Scalar[] | undefined {
	if (!attribute) return undefined;
	if (attribute.Type === "Number") return [Number(attribute.Value)];
	if (attribute.Type !== "String.Array") return [attribute.Value];
	const list = readJson(attribute.Value);
	return Array.isArray(list) ? list.filter(isScalar) : [];
}

/** The values at a path of the body; through lists of objects, all of them. */
function bodyValues(body: unknown, path: readonly string[]): Scalar[] | undefined {
	let at: unknown[] = [body];
	for (const name of path)
		at = at
			.flatMap((value) => (Array.isArray(value) ? value : [value]))
			.flatMap((value) => (isRecord(value) && Object.hasOwn(value, name) ? [value[name]] : []));
	if (at.length === 0) return undefined;
	return at.flatMap((value) => (Array.isArray(value) ? value : [value])).filter(isScalar);
}

function parse(policy: string): Record<string, unknown> {
	const value = readJson(policy);
	if (!isRecord(value)) throw refuse.parameter("FilterPolicy: failed to parse JSON");
	return value;
}
