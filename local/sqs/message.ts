/** A message attribute as a sender gave it. */
export interface MessageAttribute {
	DataType: string;
	StringValue?: string;
	/** Base64. */
	BinaryValue?: string;
}

/** One message as it is kept; times in milliseconds since 1970. */
export interface Message {
	/** Place in its queue: 20 digits, always growing. */
	sequence: string;
	id: string;
	body: string;
	attributes: Record<string, MessageAttribute>;
	/** `AWSTraceHeader`. */
	trace?: string;
	sender: string;
	sentAt: number;
	/** It can be received from then on. */
	visibleAt: number;
	receives: number;
	firstReceivedAt?: number;
	/** The newest receipt handle; older ones delete nothing. */
	receipt?: string;
	group?: string;
	deduplication?: string;
	/** The queue that a dead letter came from. */
	source?: string;
}
