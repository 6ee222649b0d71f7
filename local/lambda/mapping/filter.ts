import { isRecord } from "../../record.ts";
import { AwsError } from "../../service.ts";

/** Whether a record passes one pattern of `FilterCriteria`. */
export type Filter = (record: unknown) => boolean;

/**
 * Compiles event filter patterns (a record passes when one of them fits). Of EventBridge's pattern language the
 * subset of literal values, `prefix`, `suffix`, `exists`, `equals-ignore-case` and `anything-but` with literals is
 * known; every other operator is refused by name.
 */
export function compileFilters(patterns: readonly string[]): Filter {
	const filters = patterns.map((pattern) => compileObject(parse(pattern), pattern));
	return (record) => filters.length === 0 || filters.some((filter) => filter(record));
}

function parse(pattern: string): unknown {
	try {
		return JSON.parse(pattern);
	} catch {
		throw refuse(pattern, "it is not JSON");
	}
}

function compileObject(value: unknown, pattern: string): Filter {
	if (!isRecord(value)) throw refuse(pattern, "an object is needed on every level above the list of values");
	const members = Object.entries(value).map(([name, inner]): Filter => {
		if (name === "$or") throw refuse(pattern, "$or is not simulated");
		const filter = Array.isArray(inner) ? compileValues(inner, pattern) : compileObject(inner, pattern);
		return (record) => filter(isRecord(record) ? record[name] : undefined);
	});
	return (record) => members.every((member) => member(record));
}

function compileValues(values: readonly unknown[], pattern: string): Filter {
	const choices = values.map((value): Filter => {
		if (isRecord(value)) return compileOperator(value, pattern);
		return (found) => found === value;
	});
	return (found) =>
		Array.isArray(found)
			? found.some((entry) => choices.some((choice) => choice(entry)))
			: choices.some((choice) => choice(found));
}

function compileOperator(operator: Record<string, unknown>, pattern: string): Filter {
	const [[name, argument] = [], ...more] = Object.entries(operator);
	if (more.length > 0) throw refuse(pattern, "an operator stands alone in its object");
	if (name === "exists" && typeof argument === "boolean")
		return (found) => (found !== undefined) === argument;
	if (name === "anything-but") {
		const excluded: unknown[] = Array.isArray(argument) ? argument : [argument];
		if (excluded.some(isRecord)) throw refuse(pattern, "anything-but takes literal values only");
		return (found) => found !== undefined && !excluded.includes(found);
	}
	if (typeof argument === "string") {
		if (name === "prefix") return (found) => typeof found === "string" && found.startsWith(argument);
		if (name === "suffix") return (found) => typeof found === "string" && found.endsWith(argument);
		if (name === "equals-ignore-case")
			return (found) => typeof found === "string" && found.toLowerCase() === argument.toLowerCase();
	}
	throw refuse(pattern, `the operator ${JSON.stringify(operator)} is not simulated`);
}

const refuse = (pattern: string, reason: string) =>
	new AwsError("InvalidParameterValueException", `Filter pattern ${pattern}: ${reason}`);
