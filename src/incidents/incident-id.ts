import { hash } from "node:crypto";
import type { TenantId } from "../ledger/identifiers.ts";

/**
 * The id of the incident of a rule and group whose events occurred later than `after` (absent: the first one).
 * Two workers that find the same thing make the same id; `group` is keyed, so the id gives nothing away.
 */
export const incidentId = (tenant: TenantId, rule: string, group: string, after?: number): string =>
	hash(
		"sha256",
		JSON.stringify(["audit-trail/incident/1", tenant, rule, group, after ?? null]),
		"buffer",
	).toString("hex", 0, 12);
