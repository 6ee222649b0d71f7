import type { Protocol } from "./topics.ts";

export interface AttributeValue {
	Type: string;
	Value: string;
}

/** One message on its way to one subscription; kept until it arrived or is given up. Times in ms since 1970. */
export interface Delivery {
	id: string;
	kind: "Notification" | "SubscriptionConfirmation";
	messageId: string;
	topicArn: string;
	subscriptionArn: string;
	protocol: Protocol;
	endpoint: string;
	raw: boolean;
	subject?: string;
	message: string;
	attributes: Record<string, AttributeValue>;
	/** For a confirmation. */
	token?: string;
	/** The topic's `DisplayName`. */
	displayName?: string;
	publishedAt: number;
	/** Attempts that failed so far, and when the first was made. */
	attempts: number;
	firstAttemptAt?: number;
	dueAt: number;
}
