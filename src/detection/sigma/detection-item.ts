import type { EventModel, Predicate, Scalar } from "./event-model.ts";
import { refuseRule } from "./refuse-rule.ts";
import { type Comparison, valueTest } from "./value-test.ts";

const comparing = ["contains", "startswith", "endswith", "re", "cidr", "lt", "lte", "gt", "gte"] as const;
const expressionFlags = ["i", "m", "s"];

/** One entry of a selection, `field|modifier|…: value or list of values`, as a predicate. */
export function detectionItem<Event>(
	model: EventModel<Event>,
	key: string,
	given: unknown,
	place: string,
): Predicate<Event> {
	const [name = "", ...modifiers] = key.split("|");
	const read = fieldReader(model, name, place);
	const values = scalars(given, place);
	if (modifiers.includes("exists")) return existence(read, modifiers, values, place);
	if (modifiers.includes("fieldref")) return reference(model, read, modifiers, values, place);
	if (values.length === 1 && values[0] === null && modifiers.length === 0)
		return (event) => read(event).every((value) => value === null || value === "");
	const comparison = comparisonOf(modifiers, place);
	const tests = values.map((value) => valueTest(comparison, value, place));
	if (modifiers.includes("all")) {
		if (tests.length < 2) refuseRule(place, "the modifier all needs a list of at least two values");
		return (event) => {
			const found = read(event);
			return tests.every((test) => found.some(test));
		};
	}
	return (event) => read(event).some((value) => tests.some((test) => test(value)));
}

function comparisonOf(modifiers: readonly string[], place: string): Comparison {
	const kinds = comparing.filter((kind) => modifiers.includes(kind));
	const flags = modifiers.filter((modifier) => expressionFlags.includes(modifier));
	const rest = modifiers.filter(
		(modifier) =>
			!comparing.some((kind) => kind === modifier) &&
			!expressionFlags.includes(modifier) &&
			modifier !== "all" &&
			modifier !== "cased",
	);
	if (rest.length > 0) refuseRule(place, `the modifier ${rest.join(", ")} is not honoured`);
	if (kinds.length > 1) refuseRule(place, `${kinds.join(" and ")} exclude each other`);
	if (new Set(modifiers).size !== modifiers.length) refuseRule(place, "a modifier stands twice");
	const kind = kinds[0] ?? "equals";
	if (flags.length > 0 && kind !== "re") refuseRule(place, `${flags.join(", ")} may follow re only`);
	const cased = modifiers.includes("cased");
	switch (kind) {
		case "equals":
		case "contains":
		case "startswith":
		case "endswith":
			return { kind, cased };
		case "re":
			if (cased) refuseRule(place, "re is cased already");
			return { kind, flags: flags.join("") };
		default:
			if (cased) refuseRule(place, `cased means nothing for ${kind}`);
			return { kind };
	}
}

function existence<Event>(
	read: (event: Event) => readonly Scalar[],
	modifiers: readonly string[],
	values: readonly Scalar[],
	place: string,
): Predicate<Event> {
	const [expected] = values;
	if (modifiers.length > 1 || values.length !== 1 || typeof expected !== "boolean")
		return refuseRule(place, "exists stands alone and takes true or false");
	return (event) => read(event).length > 0 === expected;
}

function reference<Event>(
	model: EventModel<Event>,
	read: (event: Event) => readonly Scalar[],
	modifiers: readonly string[],
	values: readonly Scalar[],
	place: string,
): Predicate<Event> {
	if (modifiers.length > 1) refuseRule(place, "fieldref is honoured alone, without another modifier");
	const others = values.map((value) => fieldReader(model, String(value), place));
	return (event) => {
		const found = read(event).map((value) => String(value).toLowerCase());
		return others.some((other) => other(event).some((value) => found.includes(String(value).toLowerCase())));
	};
}

export function fieldReader<Event>(model: EventModel<Event>, name: string, place: string) {
	return model.field(name) ?? refuseRule(place, `events have no field ${JSON.stringify(name)}`);
}

export function scalars(given: unknown, place: string): Scalar[] {
	const values: unknown[] = Array.isArray(given) ? given : [given];
	if (values.length === 0) refuseRule(place, "the list is empty");
	return values.map((value) =>
		value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean"
			? value
			: refuseRule(place, "expected a text, a number, true, false or null"),
	);
}
