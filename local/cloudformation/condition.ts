import { isRecord } from "../record.ts";
import { Refusal } from "./refusal.ts";

export const conditionFunctions = ["Fn::Equals", "Fn::And", "Fn::Or", "Fn::Not"] as const;

/** Evaluates one condition: `Fn::Equals`, `Fn::And`, `Fn::Or`, `Fn::Not` or a reference to a named one. */
export function evaluateCondition(
	expression: unknown,
	place: string,
	scope: {
		value(argument: unknown, place: string): unknown;
		named(name: string, place: string): boolean;
	},
): boolean {
	const [entry, ...more] = isRecord(expression) ? Object.entries(expression) : [];
	if (!entry || more.length > 0) throw new Refusal(place, "a condition has exactly one function");
	const [name, argument] = entry;
	if (name === "Condition" && typeof argument === "string") return scope.named(argument, place);
	if (!Array.isArray(argument)) throw new Refusal(place, `${name} needs a list`);
	const inner = () => argument.map((part) => evaluateCondition(part, place, scope));
	switch (name) {
		case "Fn::Equals":
			return (
				JSON.stringify(scope.value(argument[0], place)) === JSON.stringify(scope.value(argument[1], place))
			);
		case "Fn::And":
			return inner().every(Boolean);
		case "Fn::Or":
			return inner().some(Boolean);
		case "Fn::Not":
			return inner()[0] === false;
		default:
			throw new Refusal(place, `${name} is not a condition function that is simulated`);
	}
}
