import type { Permission, Role } from "../../src/access/roles.ts";
import type { ErrorCode } from "../../src/errors.ts";

/**
 * All that a log line can say. The set is closed: there is no field for a body, a value of an event, an address,
 * a header or a secret, so none can be logged by accident. Add a field only if it can never carry one of these.
 */
export interface LogFields {
	/** What happened, in a word or two that a person can filter on, e.g. `request`, `segment-appended`. */
	what: string;
	requestId?: string;
	tenant?: string;
	role?: Role;
	/** Id of the credential, never its secret. */
	credential?: string;
	permission?: Permission;
	/** Method and path template, e.g. `GET /v1/events/{ref}`. */
	route?: string;
	status?: number;
	code?: ErrorCode;
	milliseconds?: number;
	lane?: number;
	seq?: number;
	count?: number;
	attempt?: number;
	rule?: string;
	incident?: string;
	report?: string;
	channel?: string;
	framework?: string;
	queue?: string;
	/** Class name of an unforeseen error. Not its message, which may quote what it failed on. */
	error?: string;
	/** Where it was thrown: call sites only. */
	at?: string[];
	/** AWS's request id of the call that failed, for a support case. */
	awsRequestId?: string;
}

export type Level = "info" | "warn" | "error";
export type Log = (level: Level, fields: LogFields) => void;

/** One JSON document per line, time first. */
export const logLines =
	(write: (line: string) => void, now: () => number): Log =>
	(level, fields) =>
		write(JSON.stringify({ time: new Date(now()).toISOString(), level, ...fields }));

// Lambda turns what goes to console into log entries, one per call.
export const log: Log = logLines((line) => console.log(line), Date.now);

/** What may be said of an error that nobody foresaw: its class, its call sites and AWS's request id. */
export function describeError(error: unknown): Pick<LogFields, "error" | "at" | "awsRequestId"> {
	if (!(error instanceof Error)) return { error: typeof error };
	// The first lines of a stack repeat the message; only the call sites are kept.
	const at = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
	const metadata = "$metadata" in error ? error.$metadata : undefined;
	const awsRequestId =
		typeof metadata === "object" && metadata !== null && "requestId" in metadata
			? metadata.requestId
			: undefined;
	return {
		error: error.name,
		at: at.slice(0, 6).map((line) => line.trim()),
		...(typeof awsRequestId === "string" ? { awsRequestId } : {}),
	};
}
