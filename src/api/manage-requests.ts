import Type from "typebox";
import { DEFAULT_DAYS, MOST_DAYS } from "../access/credential.ts";
import { type Role, roles } from "../access/roles.ts";
import { type Framework, frameworks } from "../compliance/framework.ts";
import { type Status, transitions } from "../incidents/status.ts";
import { instantPattern } from "./instant.ts";

// The keys of these tables are their types' members.
const roleNames = Object.keys(roles) as Role[];
const frameworkNames = Object.keys(frameworks) as Framework[];
const statuses = Object.keys(transitions) as Status[];

const closed = { additionalProperties: false } as const;
const time = (description: string) => Type.String({ pattern: instantPattern, description });

/** Body of `POST /v1/keys`. */
export const keyRequest = Type.Object(
	{
		name: Type.String({
			pattern: "^[a-z0-9][a-z0-9.-]{0,62}$",
			description:
				"What uses the key. Two keys of one name may be active, so that one can replace the other.",
		}),
		role: Type.Enum(roleNames),
		expiresInDays: Type.Optional(Type.Integer({ minimum: 1, maximum: MOST_DAYS, default: DEFAULT_DAYS })),
	},
	closed,
);

/** Body of `PUT /v1/channels/{name}`. */
export const channelRequest = Type.Object(
	{
		kind: Type.Literal("webhook"),
		url: Type.String({
			minLength: 1,
			maxLength: 2000,
			description: "Where alerts are posted: an https URL.",
		}),
		secret: Type.Optional(
			Type.String({
				pattern: "^whsec_[A-Za-z0-9+/]{32,88}={0,2}$",
				description:
					"Signing secret (Standard Webhooks): `whsec_` and 24 to 64 bytes in base64. Made, and shown once in the answer, where absent.",
			}),
		),
	},
	closed,
);

/** Body of `POST /v1/incidents/{id}/transitions`. */
export const transitionRequest = Type.Object({ to: Type.Enum(statuses) }, closed);

/** Body of `POST /v1/reports`. */
export const reportRequest = Type.Object(
	{
		framework: Type.Enum(frameworkNames),
		from: time("Start of the period, included."),
		to: time("End of the period, excluded."),
	},
	closed,
);
