import { AuditTrailError } from "../errors.ts";
import type { Rule } from "./rule.ts";
import { type BaseRule, baseRule } from "./sigma/base-rule.ts";
import { type Correlation, correlation, type Settings } from "./sigma/correlation.ts";
import { fieldReader } from "./sigma/detection-item.ts";
import type { EventModel } from "./sigma/event-model.ts";
import { refuseRule } from "./sigma/refuse-rule.ts";
import { isMap } from "./sigma/selection.ts";

/** Rules that run, and those that do not, each with its reason: nothing is dropped in silence. */
export interface LoadedRules<Event> {
	rules: Rule<Event>[];
	refused: { rule: string; reason: string }[];
}

/** A rule that stands alone fires at each event; its window is only the stretch in which its events are added up. */
const SINGLE = { threshold: 1, span: 3_600_000 };

/**
 * Loads Sigma rules: documents of the rule files, already parsed. A rule that a correlation names raises nothing of
 * its own, unless the correlation says `generate: true`.
 */
export function loadRules<Event>(
	documents: readonly unknown[],
	model: EventModel<Event>,
	settings: Settings,
): LoadedRules<Event> {
	const refused: LoadedRules<Event>["refused"] = [];
	const attempt = <Result>(document: unknown, load: () => Result): Result | undefined => {
		try {
			return load();
		} catch (thrown) {
			if (!(thrown instanceof AuditTrailError)) throw thrown;
			refused.push({ rule: nameOf(document), reason: thrown.message });
			return undefined;
		}
	};
	const bases: BaseRule<Event>[] = [];
	const correlations: Correlation[] = [];
	const taken = new Set<string>();
	for (const document of documents)
		attempt(document, () => {
			if (!isMap(document)) return refuseRule("rule", "expected a map");
			const rule =
				"correlation" in document
					? { correlated: correlation(document, settings) }
					: { base: baseRule(model, document) };
			const { id } = rule.base ?? rule.correlated;
			if (taken.has(id)) refuseRule(id, "a rule of this id was loaded already");
			taken.add(id);
			if (rule.base) bases.push(rule.base);
			else correlations.push(rule.correlated);
		});
	const rules: Rule<Event>[] = [];
	const silent = new Set<BaseRule<Event>>();
	for (const correlated of correlations)
		attempt({ id: correlated.id }, () => {
			const named = correlated.rules.map(
				(name) =>
					bases.find((base) => base.id === name || base.name === name) ??
					refuseRule(`${correlated.id}.correlation.rules`, `there is no rule ${JSON.stringify(name)}`),
			);
			for (const field of correlated.groupBy)
				fieldReader(model, field, `${correlated.id}.correlation.group-by`);
			if (!correlated.generate) for (const base of named) silent.add(base);
			rules.push({ ...running(correlated), matches: (event) => named.some((base) => base.matches(event)) });
		});
	for (const base of bases)
		if (!silent.has(base))
			rules.push({ ...running({ ...base, groupBy: [], window: SINGLE }), matches: base.matches });
	return { rules, refused };
}

const running = ({
	id,
	title,
	severity,
	tags,
	runbook,
	groupBy,
	window,
}: Omit<Rule<never>, "matches">): Omit<Rule<never>, "matches"> => ({
	id,
	title,
	severity,
	tags,
	...(runbook !== undefined && { runbook }),
	groupBy,
	window,
});

const nameOf = (document: unknown): string => {
	const { id, name, title } = isMap(document) ? document : {};
	return String(id ?? name ?? title ?? "rule");
};
