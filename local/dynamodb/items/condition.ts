import type { AttributeValue, Item } from "../attribute.ts";
import { compareValues } from "./compare-values.ts";
import { sameValue } from "./same-item.ts";

/** A parsed condition or filter, as dynalite's grammar gives it. */
export interface Condition {
	type: string;
	name?: string;
	args: Operand[];
}
type Operand = Condition | (string | number)[] | AttributeValue;

/**
 * Whether an item meets a condition. In place of dynalite's own evaluation, which takes no two maps or lists for
 * equal and compares binary prefixes as text. A comparison with an absent attribute is false, `<>` excepted.
 */
export function meets(item: Item, condition: Condition): boolean {
	const { type, name, args } = condition;
	const nested = () => args as Condition[];
	if (type === "and") return nested().every((part) => meets(item, part));
	if (type === "or") return nested().some((part) => meets(item, part));
	if (type === "not") return !nested().some((part) => meets(item, part));
	const [subject, ...others] = args.map((operand) => resolve(operand, item));
	const other = others[0];
	switch (type === "function" ? name : type) {
		case "=":
			return subject !== undefined && other !== undefined && sameValue(subject, other);
		case "<>":
			return !(subject !== undefined && other !== undefined && sameValue(subject, other));
		case "<":
			return ordered(subject, other, (order) => order < 0);
		case "<=":
			return ordered(subject, other, (order) => order <= 0);
		case ">":
			return ordered(subject, other, (order) => order > 0);
		case ">=":
			return ordered(subject, other, (order) => order >= 0);
		case "between":
			return (
				ordered(subject, other, (order) => order >= 0) && ordered(subject, others[1], (order) => order <= 0)
			);
		case "in":
			return others.some((one) => subject !== undefined && one !== undefined && sameValue(subject, one));
		case "attribute_exists":
			return subject !== undefined;
		case "attribute_not_exists":
			return subject === undefined;
		case "attribute_type":
			return subject !== undefined && Object.keys(subject)[0] === other?.S;
		case "begins_with":
			return beginsWith(subject, other);
		case "contains":
			return contains(subject, other);
		default:
			throw new Error(`the condition grammar gave an unknown operator: ${type} ${name}`);
	}
}

function resolve(operand: Operand, item: Item): AttributeValue | undefined {
	if (Array.isArray(operand)) return at(item, operand);
	if ("type" in operand && operand.type === "function") return size(resolve(operand.args[0] ?? [], item));
	// What is neither a path nor a function is a literal value: the grammar knows no third kind.
	return operand as AttributeValue;
}

function at(item: Item, path: (string | number)[]): AttributeValue | undefined {
	let value: AttributeValue | undefined = { M: item };
	for (const step of path) value = typeof step === "number" ? value?.L?.[step] : value?.M?.[step];
	return value;
}

function size(value: AttributeValue | undefined): AttributeValue | undefined {
	const { S, B, SS, NS, BS, L, M } = value ?? {};
	const count =
		S?.length ??
		(B === undefined ? undefined : Buffer.byteLength(B, "base64")) ??
		(SS ?? NS ?? BS ?? L)?.length ??
		(M && Object.keys(M).length);
	return count === undefined ? undefined : { N: String(count) };
}

function ordered(
	a: AttributeValue | undefined,
	b: AttributeValue | undefined,
	holds: (order: number) => boolean,
): boolean {
	const order = a && b && compareValues(a, b);
	return order !== undefined && holds(order);
}

function beginsWith(value: AttributeValue | undefined, prefix: AttributeValue | undefined): boolean {
	if (value?.S !== undefined && prefix?.S !== undefined) return value.S.startsWith(prefix.S);
	if (value?.B === undefined || prefix?.B === undefined) return false;
	const start = Buffer.from(prefix.B, "base64");
	return Buffer.from(value.B, "base64").subarray(0, start.length).equals(start);
}

function contains(value: AttributeValue | undefined, part: AttributeValue | undefined): boolean {
	if (!value || !part) return false;
	if (value.L) return value.L.some((entry) => sameValue(entry, part));
	if (part.S !== undefined) return value.SS?.includes(part.S) ?? value.S?.includes(part.S) ?? false;
	if (part.N !== undefined) return value.NS?.includes(part.N) ?? false;
	if (part.B === undefined) return false;
	if (value.BS) return value.BS.includes(part.B);
	return value.B !== undefined && Buffer.from(value.B, "base64").includes(Buffer.from(part.B, "base64"));
}
