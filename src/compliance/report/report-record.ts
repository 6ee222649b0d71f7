import type { TenantId } from "../../ledger/identifiers.ts";
import type { Assessment } from "../assessment.ts";
import type { Evidence, Period } from "../evidence.ts";
import type { Framework } from "../framework.ts";

/** `queued` and `running` may stay so after a crash; the queue delivers again and the walk goes on. */
export type ReportState = "queued" | "running" | "ready" | "failed";

/** What the registry knows of a report. The report itself lies in the locked bucket, its digest here and there. */
export interface ReportRecord {
	tenant: TenantId;
	/** `rep_` and 26 characters; for a scheduled report derived from framework and period. */
	report: string;
	framework: Framework;
	period: Period;
	state: ReportState;
	/** Milliseconds since 1970; incidents are judged as of this time. */
	requestedAt: number;
	/** Id of the credential that asked for it, or `schedule`. */
	requestedBy: string;
	/** Where the walk over the ledger stands; gone once the report is ready. */
	walk?: {
		cursor: WalkCursor;
		evidence: Evidence;
		/** All is gathered: from here on only this evidence is rendered, whoever goes on. */
		complete?: true;
	};
	/** Where the objects lie, once ready. */
	objects?: ReportObject[];
	headline?: { integrity: Assessment["integrity"]; score: Assessment["score"] };
	/** Why it failed, for a person. */
	failure?: string;
	/** Raised by each write, which is conditional on the one that was read. */
	version: number;
}

/** The lane that is being walked (index into the evidence's lanes) and the next segment of it. */
export interface WalkCursor {
	laneIndex: number;
	next: number;
	/** Hex of the segment hash before `next`; absent at the start of a lane. */
	previous?: string;
}

export interface ReportObject {
	format: "json" | "html";
	/** Key in the report bucket. */
	key: string;
	/** Hex SHA-256 of its bytes. */
	sha256: string;
	bytes: number;
}
