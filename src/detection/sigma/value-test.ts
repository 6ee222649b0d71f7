import { RE2JS } from "re2js";
import { inNetwork, parseAddress, parseNetwork } from "../../network/ip-address.ts";
import type { Scalar } from "./event-model.ts";
import { refuseRule } from "./refuse-rule.ts";
import { compilePattern, type PatternPart, parsePattern } from "./string-pattern.ts";

/** How a value of the rule is compared with a value of the event. */
export type Comparison =
	| { kind: "equals" | "contains" | "startswith" | "endswith"; cased: boolean }
	| { kind: "re"; flags: string }
	| { kind: "cidr" }
	| { kind: "lt" | "lte" | "gt" | "gte" };

export type ValueTest = (value: Scalar) => boolean;

/** Compiles one value of a rule; `place` names it where it is refused. */
export function valueTest(comparison: Comparison, value: Scalar, place: string): ValueTest {
	switch (comparison.kind) {
		case "re":
			return expressionTest(text(value, place), comparison.flags, place);
		case "cidr":
			return networkTest(text(value, place), place);
		case "lt":
		case "lte":
		case "gt":
		case "gte":
			return orderTest(comparison.kind, value, place);
		default:
			return patternTest(comparison, value, place);
	}
}

function patternTest(
	{ kind, cased }: Extract<Comparison, { cased: boolean }>,
	value: Scalar,
	place: string,
): ValueTest {
	if (value === null) refuseRule(place, "null stands alone, without a modifier and outside a list");
	const parts = typeof value === "string" ? parsePattern(value) : [{ text: String(value) }];
	const before: PatternPart[] = kind === "contains" || kind === "endswith" ? ["any"] : [];
	const behind: PatternPart[] = kind === "contains" || kind === "startswith" ? ["any"] : [];
	const whole = [...before, ...parts, ...behind];
	const matches = compilePattern(
		whole.filter((part, index) => part !== "any" || whole[index - 1] !== "any"),
		cased,
	);
	return (found) => found !== null && matches(String(found));
}

function expressionTest(expression: string, flags: string, place: string): ValueTest {
	const bits =
		(flags.includes("i") ? RE2JS.CASE_INSENSITIVE : 0) |
		(flags.includes("m") ? RE2JS.MULTILINE : 0) |
		(flags.includes("s") ? RE2JS.DOTALL : 0);
	try {
		// Linear in the event's text whatever the expression: the engine has no backtracking.
		const compiled = RE2JS.compile(expression, bits);
		return (found) => found !== null && compiled.test(String(found));
	} catch {
		return refuseRule(
			place,
			"the expression is not one of RE2's, which has no look-around and no back references",
		);
	}
}

function networkTest(notation: string, place: string): ValueTest {
	const network = parseNetwork(notation) ?? refuseRule(place, "expected a network such as 192.0.2.0/24");
	return (found) => {
		const address = typeof found === "string" ? parseAddress(found) : undefined;
		return address !== undefined && inNetwork(address, network);
	};
}

function orderTest(kind: "lt" | "lte" | "gt" | "gte", value: Scalar, place: string): ValueTest {
	const limit = number(value) ?? refuseRule(place, `the modifier ${kind} takes a number`);
	return (found) => {
		const given = number(found);
		if (given === undefined) return false;
		if (kind === "lt") return given < limit;
		if (kind === "lte") return given <= limit;
		return kind === "gt" ? given > limit : given >= limit;
	};
}

function number(value: Scalar): number | undefined {
	if (typeof value === "number") return value;
	return typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : undefined;
}

const text = (value: Scalar, place: string): string =>
	typeof value === "string" ? value : refuseRule(place, "expected a text");
