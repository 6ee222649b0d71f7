/** One audit record as a producer sends it. Field by field in `docs/events.md`. */
export interface AuditEvent {
	/** Producer's own id; assigned where absent. */
	id?: string;
	/** RFC 3339 with a zone. May lie in the past, at most five minutes in the future. */
	occurredAt: string;
	/** What was done, e.g. `user.login`. */
	action: string;
	actor: { type: string; id: string; onBehalfOf?: { type: string; id: string } };
	resource: { type: string; id: string };
	outcome: "success" | "failure" | "denied";
	risk?: "low" | "medium" | "high" | "critical";
	/** The person whom the event is about. */
	subject?: { type: string; id: string };
	personal?: Record<string, Json>;
	changes?: { field: string; before?: Json; after?: Json }[];
	reason?: string;
	context?: { ip?: string; userAgent?: string; requestId?: string; traceId?: string; sessionId?: string };
	details?: Record<string, Json>;
	frameworks?: string[];
	retentionClass?: string;
	/** Numbers a producer's own events, so that gaps are seen. */
	sequence?: number;
}

export type Json = string | number | boolean | null | Json[] | { [name: string]: Json };

/** An event after validation: with its id, and `occurredAt` in UTC with milliseconds. */
export type NormalisedEvent = AuditEvent & { id: string };
