import { AuditTrailError } from "../errors.ts";
import { type TenantId, tenantId } from "../ledger/identifiers.ts";
import { type Framework, parseFramework } from "./framework.ts";

/** What the assess queue carries: a framework for all tenants (from the schedule), or one report. */
export type AssessMessage =
	| { kind: "all"; framework: Framework; cursor?: string }
	| { kind: "report"; tenant: TenantId; report: string };

export function parseAssessMessage(body: unknown): AssessMessage {
	const message = typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
	const { kind, framework, cursor, tenant, report } = message;
	if (kind === "all")
		return {
			kind,
			framework: parseFramework(framework),
			...(typeof cursor === "string" && { cursor }),
		};
	if (kind === "report" && typeof tenant === "string" && typeof report === "string")
		return { kind, tenant: tenantId(tenant), report };
	throw new AuditTrailError("request-invalid", "not a message of the assess queue");
}
