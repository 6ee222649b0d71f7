import type { NormalisedEvent } from "../event/event.ts";
import type { EventModel, Scalar } from "./sigma/event-model.ts";

/** Fields of the event model that rules may name, as they are written in an event. */
const exact = new Set([
	"id",
	"occurredAt",
	"action",
	"actor.type",
	"actor.id",
	"actor.onBehalfOf.type",
	"actor.onBehalfOf.id",
	"resource.type",
	"resource.id",
	"outcome",
	"risk",
	"subject.type",
	"subject.id",
	"changes.field",
	"changes.before",
	"changes.after",
	"reason",
	"context.ip",
	"context.userAgent",
	"context.requestId",
	"context.traceId",
	"context.sessionId",
	"frameworks",
	"retentionClass",
	"sequence",
]);

/** Whose names the producer chooses: `details.<name>`, further names behind further dots. */
const open = /^(details|personal)(\.[^.\s|]+)+$/;

/** Our own events, as rules see them. Lists give all their values; an object has none of its own. */
export const eventFields: EventModel<NormalisedEvent> = {
	field(name) {
		if (!exact.has(name) && !open.test(name)) return undefined;
		const path = name.split(".");
		return (event) => collect(event, path, 0, []);
	},
	all: (event) => leaves(event, []),
};

function collect(value: unknown, path: readonly string[], depth: number, found: Scalar[]): Scalar[] {
	if (Array.isArray(value)) for (const entry of value) collect(entry, path, depth, found);
	else if (isScalar(value)) {
		if (depth === path.length) found.push(value);
	} else if (typeof value === "object" && value !== null) {
		const name = path[depth];
		if (name !== undefined && Object.hasOwn(value, name))
			collect(Reflect.get(value, name), path, depth + 1, found);
	}
	return found;
}

function leaves(value: unknown, found: Scalar[]): Scalar[] {
	if (isScalar(value)) found.push(value);
	else if (typeof value === "object" && value !== null)
		for (const entry of Object.values(value)) leaves(entry, found);
	return found;
}

const isScalar = (value: unknown): value is Scalar =>
	value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean";
