import { CAPACITY } from "../bucket.ts";
import type { Window } from "../window.ts";
import { map, type RuleHeader, ruleHeader, textList } from "./header.ts";
import { refuseRule } from "./refuse-rule.ts";

/** Numbers of the deployment that a rule may name: `%MAX_LOGIN_ATTEMPTS%` in place of 3. */
export type Settings = Readonly<Record<string, number>>;

/** A Sigma correlation of type `event_count`: so many events of the rules it names, in a group, in a window. */
export interface Correlation extends RuleHeader {
	/** Ids or names of the rules whose events it counts. */
	rules: string[];
	groupBy: string[];
	window: Window;
	/** Whether the rules that it names raise findings of their own as well. */
	generate: boolean;
}

const DAY = 86_400_000;
const LONGEST = 30 * DAY;
const units: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: DAY };

/** @throws AuditTrailError `rule-invalid` with the place and the reason */
export function correlation(rule: Readonly<Record<string, unknown>>, settings: Settings): Correlation {
	const header = ruleHeader(rule, ["correlation"]);
	const place = `${header.id}.correlation`;
	const {
		type,
		rules,
		"group-by": groupBy,
		timespan,
		condition,
		generate,
		...rest
	} = map(rule["correlation"], place);
	const [unknown] = Object.keys(rest);
	if (unknown !== undefined) refuseRule(`${place}.${unknown}`, "not honoured");
	if (type !== "event_count") refuseRule(`${place}.type`, "only event_count is honoured yet");
	if (generate !== undefined && typeof generate !== "boolean")
		return refuseRule(`${place}.generate`, "expected true or false");
	const named = textList(rules ?? [], `${place}.rules`);
	if (named.length === 0) refuseRule(`${place}.rules`, "it names no rule");
	return {
		...header,
		rules: named,
		groupBy: textList(groupBy ?? [], `${place}.group-by`),
		window: {
			threshold: threshold(condition, settings, `${place}.condition`),
			span: span(timespan, settings, `${place}.timespan`),
		},
		generate: generate ?? false,
	};
}

function threshold(given: unknown, settings: Settings, place: string): number {
	const entries = Object.entries(map(given, place));
	const [[operator, value] = ["", undefined]] = entries;
	if (entries.length !== 1 || (operator !== "gte" && operator !== "gt"))
		refuseRule(
			place,
			"gte or gt is honoured, alone: fewer events than a number cannot be told from late ones",
		);
	const number = typeof value === "string" ? Number(fill(value, settings, place)) : value;
	if (typeof number !== "number" || !Number.isSafeInteger(number))
		return refuseRule(place, "expected a whole number or %SETTING%");
	const least = operator === "gt" ? number + 1 : number;
	if (least < 1 || least > CAPACITY) refuseRule(place, `between 1 and ${CAPACITY} events can be counted`);
	return least;
}

function span(given: unknown, settings: Settings, place: string): number {
	const text = typeof given === "string" ? fill(given, settings, place) : "";
	const [, number, unit] = /^([1-9]\d{0,8})([smhd])$/.exec(text) ?? [];
	const milliseconds = Number(number) * (units[unit ?? ""] ?? Number.NaN);
	if (!(milliseconds <= LONGEST))
		return refuseRule(place, "expected a number and s, m, h or d, at most 30 days, e.g. 300s");
	return milliseconds;
}

const fill = (text: string, settings: Settings, place: string): string =>
	text.replace(/%([A-Z0-9_]+)%/g, (_, name: string) => {
		const value = settings[name];
		return value === undefined ? refuseRule(place, `there is no setting ${name}`) : String(value);
	});
