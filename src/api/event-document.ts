import { eventSchema } from "../event/event-schema.ts";
import { hoistDefinitions } from "./hoist-definitions.ts";

/** The JSON Schema (2020-12) of one event, to be used by any validator. */
export function eventDocument(): Record<string, unknown> {
	const { value, definitions } = hoistDefinitions({ event: eventSchema }, "#/$defs/");
	return {
		$schema: "https://json-schema.org/draft/2020-12/schema",
		title: "Audit event",
		...value.event,
		$defs: definitions,
	};
}
