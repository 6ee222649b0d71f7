import { Compile } from "typebox/compile";
import type { AuditEvent } from "./event.ts";
import { type EventProblem, eventProblem } from "./event-problem.ts";
import { eventSchema } from "./event-schema.ts";

const validator = Compile(eventSchema);

/** An event as producers may write it: `onBehalfOf` may be the id of a user alone. */
export type WrittenEvent = Omit<AuditEvent, "actor"> & {
	actor: { type: string; id: string; onBehalfOf?: string | { type: string; id: string } };
};

/** Whether a value fits the event schema. */
// The schema is the type; `test/src/event/check-event.test.ts` holds the two together.
export const isEvent = (value: unknown): value is WrittenEvent => validator.Check(value);

/** Why a value does not fit: the first place, and what may stand there. */
export function whyNoEvent(value: unknown): EventProblem {
	const errors = validator.Errors(value).filter(({ keyword }) => keyword !== "boolean");
	// Of a union's alternatives each complains; the union's own words cover them.
	const error = errors.find(({ schemaPath }) => !schemaPath.includes("/anyOf/")) ?? errors[0];
	if (!error) return eventProblem("", `it takes ${descriptionAt("")}`);
	const { instancePath: pointer } = error;
	switch (error.keyword) {
		case "required":
			return eventProblem(pointer, `it lacks ${error.params.requiredProperties.join(", ")}`);
		case "additionalProperties": {
			const [unknown = ""] = error.params.additionalProperties;
			return eventProblem(`${pointer}/${escapePointer(unknown)}`, unknownField(pointer));
		}
		default:
			return eventProblem(pointer, `it takes ${descriptionAt(error.schemaPath)}`);
	}
}

const unknownField = (pointer: string): string =>
	/^\/(details|personal)/.test(pointer) || pointer.startsWith("/changes")
		? "a name has 1 to 256 characters, no control characters"
		: "this field is not known; put values about the person under `personal` and all else under `details`";

const escapePointer = (name: string) => name.replaceAll("~", "~0").replaceAll("/", "~1");

/** The description that stands nearest above a place in the schema. */
function descriptionAt(schemaPath: string): string {
	let node: unknown = eventSchema;
	let description = "an event: an object with the fields of docs/events.md";
	for (const step of schemaPath.split("/").slice(1)) {
		if (typeof node !== "object" || node === null) break;
		node = Reflect.get(node, step.replaceAll("~1", "/").replaceAll("~0", "~"));
		if (typeof node === "object" && node !== null && "description" in node)
			description = String(node.description);
	}
	return description;
}
