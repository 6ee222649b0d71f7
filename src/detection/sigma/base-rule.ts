import { condition } from "./condition.ts";
import type { EventModel, Predicate } from "./event-model.ts";
import { map, type RuleHeader, ruleHeader, textList } from "./header.ts";
import { refuseRule } from "./refuse-rule.ts";
import { selection } from "./selection.ts";

/** A rule that looks at one event. */
export interface BaseRule<Event> extends RuleHeader {
	matches: Predicate<Event>;
}

/** @throws AuditTrailError `rule-invalid` with the place and the reason */
export function baseRule<Event>(
	model: EventModel<Event>,
	rule: Readonly<Record<string, unknown>>,
): BaseRule<Event> {
	const header = ruleHeader(rule, ["logsource", "detection"]);
	logsource(rule["logsource"], `${header.id}.logsource`);
	const place = `${header.id}.detection`;
	const { condition: expressions, timeframe, ...named } = map(rule["detection"], place);
	if (timeframe !== undefined) refuseRule(`${place}.timeframe`, "not honoured; write a correlation rule");
	const selections = new Map(
		Object.entries(named).map(([name, given]) => [name, selection(model, given, `${place}.${name}`)]),
	);
	const alternatives = textList(expressions, `${place}.condition`).map((expression) =>
		condition(expression, selections, `${place}.condition`),
	);
	if (alternatives.length === 0) refuseRule(`${place}.condition`, "there is none");
	return { ...header, matches: (event) => alternatives.some((matches) => matches(event)) };
}

/** A rule for another source would look for fields that our events do not have: it must not load and stay silent. */
function logsource(given: unknown, place: string): void {
	const { product, category, definition: _definition, ...rest } = map(given, place);
	if (product !== "audit-trail") refuseRule(`${place}.product`, "only audit-trail is mapped to events yet");
	if (category !== undefined && category !== "authentication" && category !== "access")
		refuseRule(`${place}.category`, "only authentication and access are known");
	const [unknown] = Object.keys(rest);
	if (unknown !== undefined) refuseRule(`${place}.${unknown}`, "not honoured");
}
