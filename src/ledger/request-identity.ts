import { createHmac, type KeyObject } from "node:crypto";
import { AuditTrailError } from "../errors.ts";
import { domains } from "./domains.ts";
import type { TenantId } from "./identifiers.ts";

/** What a request is known by: all keyed, so that the table of bindings says nothing about keys or bodies. */
export interface RequestIdentity {
	/** Key of its binding: `<tenant>#<mac of credential and Idempotency-Key>`. */
	name: string;
	/** Keyed hash of the body, 32 bytes: the same key with another body is refused. */
	body: Buffer;
	/** From which ids of events are derived, 64 bytes. */
	seed: Buffer;
}

/** `idempotencyKey` is the client's, 1 to 255 visible ASCII characters, or random bytes for a request without one. */
export function requestIdentity(
	key: KeyObject,
	tenant: TenantId,
	credential: string,
	idempotencyKey: string,
	body: Uint8Array,
): RequestIdentity {
	const mac = createHmac("sha256", key).update(`${domains.request}${credential}\0${idempotencyKey}`).digest();
	const bodyMac = createHmac("sha256", key).update(domains.requestBody).update(body).digest();
	return {
		name: `${tenant}#${mac.toString("base64url")}`,
		body: bodyMac,
		seed: Buffer.concat([mac, bodyMac]),
	};
}

/** Throws `request-invalid` for a key that no client should send. */
export function idempotencyKey(text: string): string {
	if (!/^[\x21-\x7e]{1,255}$/.test(text))
		throw new AuditTrailError(
			"request-invalid",
			"an Idempotency-Key is 1 to 255 visible ASCII characters without spaces",
		);
	return text;
}
