/** Where an event lies in the ledger. */
export interface Receipt {
	/** `<lane>.<seq>.<index>` */
	ref: string;
	lane: number;
	seq: number;
	/** Position in its segment, from 0. */
	index: number;
	/** Hex SHA-256: which chain this event is part of. */
	segmentHash: string;
}

/** A problem document of the API (RFC 9457). */
export interface Problem {
	type?: string;
	code?: string;
	title?: string;
	status?: number;
	detail?: string;
	mend?: string;
}

/** What became of one event. */
export type Result =
	/** It is durable and chained. `duplicate`: another event of the same request had its id. */
	| { status: "accepted" | "duplicate"; id: string; receipt?: Receipt }
	/** It is not valid and never will be. */
	| { status: "rejected"; id?: string; problem: Problem }
	/** It was not sent, or nobody knows whether it was stored. Sending it again with the same `id` is safe. */
	| { status: "failed"; error: Error };
