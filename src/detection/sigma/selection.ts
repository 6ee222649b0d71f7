import { detectionItem, scalars } from "./detection-item.ts";
import type { EventModel, Predicate } from "./event-model.ts";
import { refuseRule } from "./refuse-rule.ts";
import { valueTest } from "./value-test.ts";

/**
 * A named part of `detection`: a map (all its items), a list of maps (one of them), or a list of keywords (one of
 * them in any value of the event; Sigma specification 2.1, "Detection").
 */
export function selection<Event>(model: EventModel<Event>, given: unknown, place: string): Predicate<Event> {
	if (Array.isArray(given)) {
		if (given.length === 0) refuseRule(place, "the list is empty");
		const alternatives = given.map((entry: unknown, index) =>
			isMap(entry)
				? itemsOf(model, entry, `${place}[${index}]`)
				: keyword(model, entry, `${place}[${index}]`),
		);
		return (event) => alternatives.some((matches) => matches(event));
	}
	return isMap(given) ? itemsOf(model, given, place) : keyword(model, given, place);
}

function itemsOf<Event>(
	model: EventModel<Event>,
	map: Readonly<Record<string, unknown>>,
	place: string,
): Predicate<Event> {
	const entries = Object.entries(map);
	if (entries.length === 0) refuseRule(place, "the selection is empty");
	const items = entries.map(([key, value]) => detectionItem(model, key, value, `${place}.${key}`));
	return (event) => items.every((matches) => matches(event));
}

function keyword<Event>(model: EventModel<Event>, given: unknown, place: string): Predicate<Event> {
	const tests = scalars(given, place).map((value) =>
		valueTest({ kind: "contains", cased: false }, value, place),
	);
	return (event) => model.all(event).some((value) => tests.some((test) => test(value)));
}

export const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
	typeof value === "object" && value !== null && !Array.isArray(value);
