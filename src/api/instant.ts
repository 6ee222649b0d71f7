import { AuditTrailError } from "../errors.ts";

/** JSON Schema of a point in time in a request: RFC 3339 with a zone, or a date, which is its midnight in UTC. */
export const instantPattern =
	"^\\d{4}-\\d{2}-\\d{2}(T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,9})?(Z|[+-]\\d{2}:\\d{2}))?$";

const form = new RegExp(instantPattern);

/**
 * @returns milliseconds since 1970
 * @throws AuditTrailError `request-invalid` where the text is no such time, or no such day exists
 */
export function instant(name: string, text: string): number {
	const at = form.test(text) ? Date.parse(text) : Number.NaN;
	// Date.parse turns 31 February into 3 March.
	const day = new Date(Date.parse(text.slice(0, 10)));
	if (Number.isNaN(at) || day.toISOString().slice(0, 10) !== text.slice(0, 10))
		throw new AuditTrailError(
			"request-invalid",
			`${name} must be a date (2026-01-31) or an RFC 3339 time with a zone (2026-01-31T09:00:00Z)`,
		);
	return at;
}
