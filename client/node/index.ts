export type { AuditEvent } from "../../src/event/event.ts";
export { AuditTrail, type AuditTrailOptions, type Counts } from "./audit-trail.ts";
export type { Problem, Receipt, Result } from "./result.ts";
export type { Timing } from "./timing.ts";
