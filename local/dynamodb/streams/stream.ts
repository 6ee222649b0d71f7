import type { KeyElement, StreamViewType } from "../tables/table.ts";

/** One stream of a table, with its one shard. It outlives its table by the 24 hours of its last records. */
export interface Stream {
	StreamArn: string;
	StreamLabel: string;
	TableName: string;
	StreamViewType: StreamViewType;
	KeySchema: KeyElement[];
	/** Milliseconds since 1970. */
	createdAt: number;
	/** Set when it takes no more records: the shard is closed, and a reader comes to its end. */
	disabledAt?: number;
	/** Highest sequence number that was trimmed. */
	trimmed: string;
}

/** Records live for 24 hours (AWS: "DynamoDB Streams and AWS Lambda triggers"). */
export const recordLife = 24 * 3600 * 1000;

/**
 * Sequence numbers count from here: one width for all that a stream can ever hold, so that the order of the texts
 * is the order of the numbers.
 */
export const firstSequence = "100000000000000000000";
