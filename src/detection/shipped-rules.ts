import type { NormalisedEvent } from "../event/event.ts";
import { eventFields } from "./event-fields.ts";
import { loadRules } from "./load-rules.ts";
import type { Rule } from "./rule.ts";
import documents from "./shipped-rules.json" with { type: "json" };
import type { Settings } from "./sigma/correlation.ts";
import { refuseRule } from "./sigma/refuse-rule.ts";

/**
 * The rules of `rules/`, ready to run. `shipped-rules.json` is written from them by `node checks/rules.ts --write`.
 * @throws AuditTrailError `rule-invalid`: a deployment whose own rules do not load must not start and watch nothing
 */
export function shippedRules(settings: Settings): Rule<NormalisedEvent>[] {
	const { rules, refused } = loadRules(documents, eventFields, settings);
	for (const { rule, reason } of refused) refuseRule(rule, reason);
	return rules;
}
