/** What can be searched without opening an event. The order is that of the stored format: append only. */
export const tokenFields = ["actor", "resource", "action", "ip", "outcome", "subject"] as const;

export type TokenField = (typeof tokenFields)[number];

/** The keyed tokens of one event, base64url of 16 bytes; absent where the event has no such value or its key is gone. */
export type EventTokens = Partial<Record<TokenField, string>>;
