import type { NormalisedEvent } from "../event/event.ts";
import { addToBucket, bucketNumber, emptyBucket } from "./bucket.ts";
import { eventFields } from "./event-fields.ts";
import { loadRules } from "./load-rules.ts";
import type { Rule } from "./rule.ts";
import type { Settings } from "./sigma/correlation.ts";
import { map } from "./sigma/header.ts";
import { refuseRule } from "./sigma/refuse-rule.ts";
import { isMap } from "./sigma/selection.ts";
import { firing } from "./window.ts";

/** One of a rule's own examples, and whether the rule does what it says. */
export interface ExampleOutcome {
	rule: string;
	about: string;
	fires: boolean;
	/** As the example says it should be. */
	expected: boolean;
}

const BEGIN = Date.UTC(2026, 0, 5, 9);

/**
 * Runs the examples that stand in rules under `examples`: `about`, `fires`, `settings`, and `events` with `at` in
 * seconds, `action`, `outcome`, `actor`, and where needed `ip` and `id`.
 * @throws AuditTrailError `rule-invalid` where a rule does not load or an example cannot be read
 */
export function runExamples(documents: readonly unknown[]): ExampleOutcome[] {
	return documents.filter(isMap).flatMap(({ id, examples }) => {
		if (examples === undefined) return [];
		const place = `${String(id)}.examples`;
		if (!Array.isArray(examples)) return refuseRule(place, "expected a list");
		return examples.map((given: unknown, index) => {
			const { about, fires, settings, events } = map(given, `${place}[${index}]`);
			if (typeof about !== "string" || typeof fires !== "boolean" || !Array.isArray(events))
				return refuseRule(`${place}[${index}]`, "expected about, fires and events");
			const { rules, refused } = loadRules(documents, eventFields, numbers(settings ?? {}, place));
			for (const { rule, reason } of refused) refuseRule(rule, reason);
			const rule =
				rules.find((one) => one.id === id) ?? refuseRule(place, "examples stand with the rule that fires");
			const happened = events.map((event: unknown, number) =>
				exampleEvent(event, number, `${place}[${index}]`),
			);
			return { rule: rule.id, about, fires: firesOn(rule, happened), expected: fires };
		});
	});
}

function numbers(given: unknown, place: string): Settings {
	return Object.fromEntries(
		Object.entries(map(given, place)).map(([name, value]) => [
			name,
			typeof value === "number" ? value : refuseRule(`${place}.settings.${name}`, "expected a number"),
		]),
	);
}

function exampleEvent(given: unknown, number: number, place: string): NormalisedEvent {
	const { id, at, action, outcome, actor, ip, ...rest } = map(given, place);
	const [unknown] = Object.keys(rest);
	if (unknown !== undefined) refuseRule(place, `${unknown} is no part of an example's event`);
	if (typeof at !== "number" || typeof action !== "string" || typeof actor !== "string")
		return refuseRule(place, "an event needs at, action and actor");
	if (outcome !== "success" && outcome !== "failure" && outcome !== "denied")
		return refuseRule(place, "outcome is success, failure or denied");
	return {
		id: typeof id === "string" ? id : `example-${number}`,
		occurredAt: new Date(BEGIN + at * 1000).toISOString(),
		action,
		outcome,
		actor: { type: "user", id: actor },
		resource: { type: "application", id: "example" },
		...(typeof ip === "string" && { context: { ip } }),
	};
}

/** Whether the rule fires for any group; in one go and without keys, but by the same windows. */
export function firesOn(rule: Rule<NormalisedEvent>, events: readonly NormalisedEvent[]): boolean {
	const readers = rule.groupBy.map((field) => eventFields.field(field));
	const groups = Map.groupBy(events.filter(rule.matches), (event) => {
		const values = readers.flatMap((read) => read?.(event)[0] ?? []);
		return values.length === readers.length ? JSON.stringify(values) : undefined;
	});
	const { span } = rule.window;
	return [...groups].some(([group, members]) => {
		if (group === undefined) return false;
		const sightings = members.map(({ id, occurredAt }) => ({
			at: Date.parse(occurredAt),
			identity: id.slice(-8).padStart(8, "_"),
		}));
		const buckets = [...Map.groupBy(sightings, ({ at }) => bucketNumber(at, span))].map(([number, inside]) =>
			addToBucket(emptyBucket(number), inside, span),
		);
		return firing(buckets, rule.window).contributions.length > 0;
	});
}
