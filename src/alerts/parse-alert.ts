import { AuditTrailError } from "../errors.ts";
import type { Alert } from "../incidents/alert.ts";

const texts = [
	"alert",
	"tenant",
	"incident",
	"rule",
	"severity",
	"status",
	"firstAt",
	"lastAt",
	"link",
] as const satisfies (keyof Alert)[];

/**
 * An alert as it comes out of the queue: as it was published, or in SNS's envelope where raw delivery is off.
 * @throws AuditTrailError `request-invalid` for anything else
 */
export function parseAlert(body: unknown): Alert {
	const given = fields(body);
	if (given["Type"] === "Notification" && typeof given["Message"] === "string")
		return parseAlert(JSON.parse(given["Message"]));
	const { version, count } = given;
	const missing = texts.find((name) => typeof given[name] !== "string" || given[name] === "");
	if (version !== 1 || typeof count !== "number" || missing !== undefined)
		throw new AuditTrailError("request-invalid", `no alert of version 1: ${missing ?? "version or count"}`);
	const read = (name: (typeof texts)[number]) => String(given[name]);
	return {
		version,
		alert: read("alert"),
		tenant: read("tenant"),
		incident: read("incident"),
		rule: read("rule"),
		severity: read("severity"),
		status: read("status"),
		count,
		firstAt: read("firstAt"),
		lastAt: read("lastAt"),
		link: read("link"),
	};
}

const fields = (body: unknown): Readonly<Record<string, unknown>> =>
	typeof body === "object" && body !== null ? { ...body } : {};
