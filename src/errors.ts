/**
 * Every way in which this product refuses or fails, once: the HTTP status, a short title and how to mend it.
 * `docs/errors.md` is generated from this table; problem documents (RFC 9457) carry the code as their `type`.
 */
export const errors = {
	"body-unreadable": [400, "The body is not readable JSON", "Send one JSON document in UTF-8."],
	"body-ambiguous": [
		400,
		"The body could be read in two ways",
		"Remove repeated names, `__proto__`, lone surrogates, numbers that lose precision and nesting over 32.",
	],
	"request-invalid": [
		400,
		"The request does not fit its schema",
		"See `detail` for the place and what it takes.",
	],
	"event-invalid": [
		400,
		"The event does not fit its schema",
		"See `detail` for the place and what it takes.",
	],
	"cursor-invalid": [400, "The cursor is not one of ours", "Start again without `cursor`."],
	"credential-missing": [401, "A credential is needed", "Send `Authorization: Bearer <API key>`."],
	"credential-refused": [
		401,
		"The credential is not valid",
		"It may be mistyped, expired or revoked; ask an administrator for a new key.",
	],
	"permission-denied": [
		403,
		"This role may not do that",
		"Use a credential whose role holds the permission in `detail`.",
	],
	"not-found": [404, "There is no such thing", "Check the id; a credential sees its own tenant only."],
	"method-unknown": [405, "This path does not take that method", "See the OpenAPI document."],
	"key-reused": [
		409,
		"The Idempotency-Key was used for another body",
		"Send the same body again, or use a new key for a new body.",
	],
	"state-conflict": [409, "It was changed in the meantime", "Read it again and repeat the change."],
	"batch-too-large": [
		413,
		"The batch is too large",
		"Split it: at most 500 events and 320 KB of event bytes.",
	],
	"media-type-unsupported": [
		415,
		"The media type is not supported",
		"Send `Content-Type: application/json`.",
	],
	"retention-mixed": [
		422,
		"One batch takes one retention class",
		"Send events of another class in a batch of their own.",
	],
	"rate-exceeded": [
		429,
		"Too many requests",
		"Wait for `Retry-After` seconds; the same Idempotency-Key may be sent again.",
	],
	internal: [500, "Something failed inside", "Send the same request again with the same Idempotency-Key."],
	"ledger-contended": [
		503,
		"The ledger was too busy to place the batch in time",
		"Send the same request again with the same Idempotency-Key; nothing is stored twice.",
	],
	"store-unavailable": [
		503,
		"A store could not be reached",
		"Send the same request again with the same Idempotency-Key; nothing is stored twice.",
	],
	"key-unavailable": [
		503,
		"An encryption key cannot be used",
		"Nothing was stored. Check that the KMS keys are enabled and that the role may use them.",
	],
	"deadline-exceeded": [
		504,
		"The work did not end in time",
		"Send the same request again with the same Idempotency-Key; nothing is stored twice.",
	],
	"ciphertext-invalid": [
		500,
		"A stored ciphertext does not open",
		"Run `audit-trail verify`: it names the place.",
	],
	"format-invalid": [
		500,
		"Stored bytes do not follow the format",
		"Run `audit-trail verify`: it names the place.",
	],
	"configuration-invalid": [500, "The configuration is not usable", "See `detail`; nothing was started."],
	"pattern-invalid": [400, "The pattern is not usable", "See `detail` for what the rule language takes."],
	"rule-invalid": [
		400,
		"The rule cannot be honoured",
		"See `detail` for the place and the reason; `docs/detection.md` lists what rules may use.",
	],
} as const satisfies Record<string, readonly [status: number, title: string, mend: string]>;

export type ErrorCode = keyof typeof errors;

/** The one error class. `message` says what happened here; no personal value and no secret ever stands in it. */
export class AuditTrailError extends Error {
	override readonly name = "AuditTrailError";
	readonly code: ErrorCode;
	constructor(code: ErrorCode, message?: string, options?: { cause?: unknown }) {
		super(message ?? errors[code][1], options);
		this.code = code;
	}
	get status(): number {
		return errors[this.code][0];
	}
}
