import { createHmac, type KeyObject } from "node:crypto";

/**
 * What makes an event distinct for detection: its id, keyed, 8 bytes as latin-1 text. A batch that is sent twice,
 * or imported again, counts once; two events of one id that occurred at different times are two. The key keeps
 * whoever can read the state from trying ids, and whoever sends events from making two of them collide.
 */
export const eventIdentity = (tokenKey: KeyObject, id: string): string =>
	createHmac("sha256", tokenKey)
		.update("audit-trail/detection-event/1\0")
		.update(id)
		.digest()
		.toString("latin1", 0, 8);

/**
 * Token of a group's values under one rule: equal values, equal token, and nothing to be learned from it without
 * the tenant's key. 22 characters of base64url.
 */
export const groupToken = (tokenKey: KeyObject, rule: string, values: readonly string[]): string =>
	createHmac("sha256", tokenKey)
		.update("audit-trail/detection-group/1\0")
		.update(JSON.stringify([rule, ...values]))
		.digest()
		.toString("base64url", 0, 16);
