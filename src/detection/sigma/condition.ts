import type { Predicate } from "./event-model.ts";
import { refuseRule } from "./refuse-rule.ts";

/** Nested deeper than any rule that a person wrote. */
const DEPTH = 64;
const LENGTH = 4096;

/**
 * Compiles `condition`: names, `not`, `and`, `or` (binding in that order), parentheses, and `1 of`, `any of` or
 * `all of` with `them` or a name with `*`. `them` leaves out names that begin with an underscore
 * (Sigma specification 2.1, "Condition").
 */
export function condition<Event>(
	expression: string,
	selections: ReadonlyMap<string, Predicate<Event>>,
	place: string,
): Predicate<Event> {
	if (expression.length > LENGTH) refuseRule(place, `longer than ${LENGTH} characters`);
	if (expression.includes("|"))
		refuseRule(place, "aggregations behind a pipe were taken out of Sigma; write a correlation rule");
	const tokens = expression.match(/[()]|[^\s()]+/g) ?? [];
	let at = 0;
	const word = () => tokens[at]?.toLowerCase();
	const take = (expected: string) => {
		if (word() !== expected) return false;
		at++;
		return true;
	};

	const disjunction = (depth: number): Predicate<Event> => {
		if (depth > DEPTH) refuseRule(place, `nested deeper than ${DEPTH}`);
		const terms = [conjunction(depth)];
		while (take("or")) terms.push(conjunction(depth));
		return terms.length === 1 ? one(terms) : (event) => terms.some((term) => term(event));
	};
	const conjunction = (depth: number): Predicate<Event> => {
		const terms = [negation(depth)];
		while (take("and")) terms.push(negation(depth));
		return terms.length === 1 ? one(terms) : (event) => terms.every((term) => term(event));
	};
	const negation = (depth: number): Predicate<Event> => {
		let negated = false;
		while (take("not")) negated = !negated;
		const term = primary(depth);
		return negated ? (event) => !term(event) : term;
	};
	const primary = (depth: number): Predicate<Event> => {
		if (take("(")) {
			const inner = disjunction(depth + 1);
			if (!take(")")) refuseRule(place, "a parenthesis is not closed");
			return inner;
		}
		const token = tokens[at++] ?? refuseRule(place, "it ends where a name was expected");
		if (tokens[at]?.toLowerCase() === "of") {
			at++;
			return several(token, tokens[at++] ?? refuseRule(place, "it ends after of"));
		}
		return selections.get(token) ?? refuseRule(place, `there is no selection ${JSON.stringify(token)}`);
	};
	const several = (quantifier: string, pattern: string): Predicate<Event> => {
		const chosen = [...selections].filter(([name]) => fits(name, pattern)).map(([, matches]) => matches);
		if (chosen.length === 0) refuseRule(place, `${JSON.stringify(pattern)} names no selection`);
		if (quantifier.toLowerCase() === "all") return (event) => chosen.every((matches) => matches(event));
		if (quantifier === "1" || quantifier.toLowerCase() === "any")
			return (event) => chosen.some((matches) => matches(event));
		return refuseRule(place, `${JSON.stringify(quantifier)} of is not honoured; write 1, any or all`);
	};

	const whole = disjunction(0);
	if (at < tokens.length) refuseRule(place, `${JSON.stringify(tokens[at])} was not expected`);
	return whole;
}

function fits(name: string, pattern: string): boolean {
	if (pattern.toLowerCase() === "them") return !name.startsWith("_");
	const pieces = pattern.split("*");
	if (pieces.length === 1) return name === pattern;
	const [head = "", ...rest] = pieces;
	const tail = rest.pop() ?? "";
	if (!name.startsWith(head) || name.length < head.length + tail.length || !name.endsWith(tail)) return false;
	let from = head.length;
	for (const piece of rest) {
		const found = name.indexOf(piece, from);
		if (found < 0) return false;
		from = found + piece.length;
	}
	return from <= name.length - tail.length;
}

const one = <Event>(terms: readonly Predicate<Event>[]): Predicate<Event> => terms[0] ?? (() => false);
