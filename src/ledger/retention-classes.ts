/** The class of an event that names none. */
export const STANDARD = "standard";

/**
 * How many days a segment's body is kept, by retention class. One request carries one class. `standard` is the
 * deployment's own (RETENTION_DAYS); the others follow a law and are the same everywhere.
 */
export const retentionClasses = (standardDays: number): ReadonlyMap<string, number> =>
	new Map([
		[STANDARD, standardDays],
		// PCI DSS 4.0, 10.5.1: audit logs for at least twelve months.
		["one-year", 366],
		// 45 CFR 164.316(b)(2)(i): six years.
		["six-years", 2192],
		// Tax and bookkeeping law of several states: ten years.
		["ten-years", 3653],
	]);

/** Until when a body stays, milliseconds since 1970. */
export const keepUntil = (receivedAt: number, days: number): number => receivedAt + days * 86_400_000;
