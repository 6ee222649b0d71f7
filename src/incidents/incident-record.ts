import { AuditTrailError } from "../errors.ts";
import type { TenantId } from "../ledger/identifiers.ts";
import type { AlertState, Incident } from "./incident.ts";
import { isStatus } from "./status.ts";

/** The parts of a stored incident that are attributes of their own, because a write or a filter names them. */
export interface IncidentAttributes {
	version: number;
	status: string;
	/** JSON of `AlertState`. */
	alert: string;
	/** JSON of the rest. */
	incident: string;
}

export function encodeIncident(whole: Incident): IncidentAttributes {
	const { tenant: _tenant, version, status, alert, values, contributions, ...rest } = whole;
	return {
		version,
		status,
		alert: encodeAlert(alert),
		incident: JSON.stringify({
			...rest,
			values: values.map(({ box, ...value }) => ({ ...value, box: Buffer.from(box).toString("base64") })),
			// Written relative to their key: most of an old incident's bytes are these.
			contributions: contributions.map(({ key, count, firstAt, lastAt }) => [
				key,
				count,
				firstAt - key,
				lastAt - key,
			]),
		}),
	};
}

export const encodeAlert = (alert: AlertState): string => JSON.stringify(alert);

/** @throws AuditTrailError `format-invalid` where the item was not written by `encodeIncident` */
export function decodeIncident(tenant: TenantId, stored: IncidentAttributes): Incident {
	try {
		// What this file wrote; a damaged item fails below or in JSON.parse.
		const rest = JSON.parse(stored.incident) as Omit<Incident, "values" | "contributions"> & {
			values: { field: string; owner?: string; box: string }[];
			contributions: [number, number, number, number][];
		};
		if (!isStatus(stored.status) || !Number.isSafeInteger(stored.version))
			throw new TypeError("status or version");
		return {
			...rest,
			tenant,
			version: stored.version,
			status: stored.status,
			alert: JSON.parse(stored.alert) as AlertState,
			values: rest.values.map(({ box, ...value }) => ({ ...value, box: Buffer.from(box, "base64") })),
			contributions: rest.contributions.map(([key, count, first, last]) => ({
				key,
				count,
				firstAt: key + first,
				lastAt: key + last,
			})),
		};
	} catch (cause) {
		throw new AuditTrailError("format-invalid", "a stored incident cannot be read", { cause });
	}
}
