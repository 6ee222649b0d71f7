import type { WrittenEvent } from "../../../src/event/check-event.ts";

/** An event with every field. */
export const fullEvent: WrittenEvent = {
	id: "evt-1",
	occurredAt: "2026-11-23T09:15:00.123+01:00",
	action: "record.update",
	actor: { type: "user", id: "u-1", onBehalfOf: "u-2" },
	resource: { type: "record", id: "r-1" },
	outcome: "success",
	risk: "high",
	subject: { type: "patient", id: "p-1" },
	personal: { name: "Ada Byron", tags: ["a", { b: null }] },
	changes: [
		{ field: "city", before: "Berlin", after: "Hamburg" },
		{ field: "new", after: 1 },
	],
	reason: "treatment",
	context: { ip: "2001:DB8:0:0::1", userAgent: "curl/8", requestId: "q", traceId: "t", sessionId: "s" },
	details: { ward: "A3", nested: { deep: [1, 2.5, false] } },
	frameworks: ["hipaa", "gdpr"],
	retentionClass: "six-years",
	sequence: 7,
};

/** The least that an event has. */
export const leastEvent: WrittenEvent = {
	occurredAt: "2026-11-23T08:15:00Z",
	action: "job.run",
	actor: { type: "service", id: "cron" },
	resource: { type: "job", id: "nightly" },
	outcome: "failure",
};

export const noon = Date.UTC(2026, 10, 23, 12);
