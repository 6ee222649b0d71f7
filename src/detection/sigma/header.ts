import { isSeverity, type Severity } from "../../incidents/severity.ts";
import { refuseRule } from "./refuse-rule.ts";
import { isMap } from "./selection.ts";

/** What every kind of rule says about itself. */
export interface RuleHeader {
	/** `id`, or `name` where there is no id. */
	id: string;
	/** Second word by which a correlation may refer to it. */
	name?: string;
	title: string;
	severity: Severity;
	/** e.g. `attack.t1110`. */
	tags: string[];
	/** What to do when it fires. */
	runbook?: string;
}

/** The keys that Sigma and this project give a rule, apart from those that say what matches. */
const descriptive = [
	"title",
	"id",
	"name",
	"status",
	"description",
	"references",
	"author",
	"date",
	"modified",
	"tags",
	"fields",
	"falsepositives",
	"level",
	"license",
	"related",
	"scope",
	"taxonomy",
	"runbook",
	"examples",
];

/**
 * Reads what a rule says about itself.
 * @param more the keys that this kind of rule adds; any other is refused: what it asks for would not be done
 */
export function ruleHeader(rule: Readonly<Record<string, unknown>>, more: readonly string[]): RuleHeader {
	const { id, name, title, level, tags, runbook, taxonomy } = rule;
	const place = typeof id === "string" ? id : typeof name === "string" ? name : "rule";
	for (const key of Object.keys(rule))
		if (!descriptive.includes(key) && !more.includes(key)) refuseRule(`${place}.${key}`, "not honoured");
	if (taxonomy !== undefined && taxonomy !== "sigma")
		refuseRule(`${place}.taxonomy`, "only sigma is honoured");
	const identifier = id ?? name;
	// It becomes part of a key of the watch and incident tables.
	if (typeof identifier !== "string" || !/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(identifier))
		return refuseRule(
			`${place}.id`,
			"expected 1 to 100 characters of A-Z, a-z, 0-9, dot, dash and underscore",
		);
	if (typeof title !== "string" || title === "") return refuseRule(`${place}.title`, "expected a text");
	if (level !== undefined && !isSeverity(level))
		return refuseRule(`${place}.level`, "expected informational, low, medium, high or critical");
	return {
		id: identifier,
		...(typeof name === "string" && { name }),
		title,
		severity: level ?? "medium",
		tags: textList(tags ?? [], `${place}.tags`),
		...(typeof runbook === "string" && { runbook }),
	};
}

export function textList(given: unknown, place: string): string[] {
	const list: unknown[] = Array.isArray(given) ? given : [given];
	return list.map((entry) => (typeof entry === "string" ? entry : refuseRule(place, "expected texts")));
}

export const map = (given: unknown, place: string): Readonly<Record<string, unknown>> =>
	isMap(given) ? given : refuseRule(place, "expected a map");
