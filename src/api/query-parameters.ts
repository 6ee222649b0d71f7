import Type from "typebox";
import { LANES } from "../ledger/identifiers.ts";
import { instantPattern } from "./instant.ts";

const closed = { additionalProperties: false } as const;
const time = (description: string) => Type.Optional(Type.String({ pattern: instantPattern, description }));
const exact = (description: string) =>
	Type.Optional(Type.String({ minLength: 1, maxLength: 1024, description }));
const limit = (maximum: number, byDefault: number) =>
	Type.Optional(
		Type.Integer({ minimum: 1, maximum, default: byDefault, description: "Most entries of a page." }),
	);
const cursor = Type.Optional(
	Type.String({ minLength: 1, maxLength: 6000, description: "`cursor` of the page before. Opaque." }),
);
const lane = (description: string) => Type.Integer({ minimum: 0, maximum: LANES - 1, description });

export const EVENTS_LIMIT = { most: 500, default: 50 } as const;
export const SEGMENTS_LIMIT = { most: 200, default: 50 } as const;
export const LIST_LIMIT = { most: 200, default: 100 } as const;

/** Of `GET /v1/events`. */
export const eventsQuery = Type.Object(
	{
		from: time("Events that occurred at this time or later."),
		to: time("Events that occurred before this time."),
		action: exact("Exactly this action."),
		actor: exact("Id of the actor."),
		resource: exact("Id of the resource."),
		outcome: Type.Optional(Type.Enum(["success", "failure", "denied"])),
		lane: Type.Optional(lane("This lane only.")),
		order: Type.Optional(
			Type.Enum(["log", "newest"], {
				default: "log",
				description: "Log order (lane by lane, in each as they were sealed), or the latest sealed first.",
			}),
		),
		limit: limit(EVENTS_LIMIT.most, EVENTS_LIMIT.default),
		cursor,
	},
	closed,
);

/** Of `GET /v1/segments`. */
export const segmentsQuery = Type.Object(
	{
		lane: lane("Lane whose segments are wanted."),
		from: Type.Optional(Type.Integer({ minimum: 0, default: 0, description: "First segment number." })),
		limit: limit(SEGMENTS_LIMIT.most, SEGMENTS_LIMIT.default),
	},
	closed,
);

/** Of `GET /v1/incidents` and `GET /v1/reports`. */
export const listQuery = Type.Object({ limit: limit(LIST_LIMIT.most, LIST_LIMIT.default), cursor }, closed);

/** Of `GET /v1/reports/{id}`. */
export const reportQuery = Type.Object(
	{
		format: Type.Optional(
			Type.Enum(["json", "html"], {
				description: "The report itself, instead of its entry in the register.",
			}),
		),
	},
	closed,
);

/** Of routes that take none. */
export const noQuery = Type.Object({}, closed);
