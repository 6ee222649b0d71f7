import { AuditTrailError } from "../../errors.ts";

/** @throws AuditTrailError `rule-invalid`, always: `place` is a path in the rule, `reason` ends the sentence */
export function refuseRule(place: string, reason: string): never {
	throw new AuditTrailError("rule-invalid", `${place}: ${reason}`);
}
