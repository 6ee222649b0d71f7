import { AuditTrailError } from "../errors.ts";
import { type TenantId, tenantId } from "./identifiers.ts";

/** Where a verification stands: an index into the tenant's lanes, the lane's head, and the place in the lane. */
export interface VerifyCursor {
	lane: number;
	next: number;
	/** Hex of the segment hash before `next`. */
	previous?: string;
}

/** What the verify queue carries: all tenants (from the schedule), or one tenant from a place on. */
export type VerifyMessage =
	| { kind: "all"; cursor?: string }
	| { kind: "tenant"; tenant: TenantId; cursor?: VerifyCursor };

export function parseVerifyMessage(body: unknown): VerifyMessage {
	const message = typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
	const { kind, tenant, cursor } = message;
	if (kind === "all") return { kind, ...(typeof cursor === "string" && { cursor }) };
	if (kind === "tenant" && typeof tenant === "string") {
		const place = parseCursor(cursor);
		return { kind, tenant: tenantId(tenant), ...(place && { cursor: place }) };
	}
	throw new AuditTrailError("request-invalid", "not a message of the verify queue");
}

function parseCursor(value: unknown): VerifyCursor | undefined {
	if (typeof value !== "object" || value === null) return undefined;
	const { lane, next, previous } = value as Record<string, unknown>;
	if (!Number.isSafeInteger(lane) || !Number.isSafeInteger(next))
		throw new AuditTrailError("request-invalid", "not a cursor of a verification");
	return {
		lane: Number(lane),
		next: Number(next),
		...(typeof previous === "string" && { previous }),
	};
}
