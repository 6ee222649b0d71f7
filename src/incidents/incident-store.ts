import type { TenantId } from "../ledger/identifiers.ts";
import type { Incident } from "./incident.ts";

/**
 * Where incidents are kept. Every read sees every earlier write. A write that threw may have been stored all the
 * same; the store does not retry.
 */
export interface IncidentStore {
	get(tenant: TenantId, id: string): Promise<Incident | undefined>;
	/** Writes it if its version is still the one that was read; `undefined`: there was none. */
	put(incident: Incident, readVersion: number | undefined): Promise<"stored" | "conflict">;
	/** Notes that the alert is out, whatever else was changed in the meantime; raises the version. */
	markPublished(tenant: TenantId, id: string, at: number): Promise<void>;
	/** The `after` of the newest incident of a rule and group, as far as it was noted; absent for the first. */
	newest(tenant: TenantId, rule: string, group: string): Promise<number | undefined>;
	/** Notes it; an earlier one than noted changes nothing. */
	setNewest(tenant: TenantId, rule: string, group: string, after: number): Promise<void>;
	/** A page in order of ids; `next` is the `from` of the next page, absent on the last. */
	list(tenant: TenantId, from?: string, limit?: number): Promise<{ incidents: Incident[]; next?: string }>;
}
