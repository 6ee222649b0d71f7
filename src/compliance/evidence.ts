import type { Lane, Seq } from "../ledger/identifiers.ts";

/** What one walk over the ledger found for a period: counts and references, never a value of an event. */
export interface Evidence {
	integrity: {
		/** Events whose segments were walked, from the lanes' first segments on. */
		total: number;
		/** Those whose segment hash, place in the chain, ciphertext digest and commitments all hold. */
		verified: number;
		segments: number;
		/** Places where a lane breaks, at most `BREAKS_KEPT`. */
		breaks: { lane: Lane; seq: Seq; reason: string }[];
	};
	/** Events that occurred in the period. */
	events: number;
	/** Events whose personal values are erased or whose content is no longer kept: counted, not judged. */
	unreadable: number;
	signIns: { success: number; failure: number; denied: number; examples: string[] };
	/** Head of each registered lane when the walk began, and how far each consumer had come. */
	lanes: { lane: Lane; head: Seq; segmentHash: string; detected: number; indexed: number }[];
	/** Incidents that were opened by events of the period. */
	incidents: IncidentEvidence[];
}

export interface IncidentEvidence {
	id: string;
	rule: string;
	severity: string;
	status: string;
	count: number;
	/** Milliseconds since 1970. */
	firstAt: number;
	openedAt: number;
	/** When a person first took it up; undefined while nobody has. */
	triagedAt?: number;
	/** References of some of its events. */
	events: string[];
}

/** References and breaks are examples: this many of each kind are kept. */
export const EXAMPLES_KEPT = 20;

export const noEvidence = (): Evidence => ({
	integrity: { total: 0, verified: 0, segments: 0, breaks: [] },
	events: 0,
	unreadable: 0,
	signIns: { success: 0, failure: 0, denied: 0, examples: [] },
	lanes: [],
	incidents: [],
});

/** Half-open, in milliseconds since 1970: an event belongs to it by `occurredAt`. */
export interface Period {
	from: number;
	to: number;
}
