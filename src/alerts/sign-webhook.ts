import { createHmac, createSecretKey } from "node:crypto";
import { AuditTrailError } from "../errors.ts";

/**
 * Headers of a signed webhook (Standard Webhooks 1.0.0, "Verifying webhook authenticity"): HMAC-SHA-256 over
 * id, seconds and body, with full stops between them.
 * @param secret `whsec_` and 24 to 64 bytes in base64
 * @param id the same for every attempt to deliver the same message
 * @param seconds since 1970, of this attempt
 * @throws AuditTrailError `configuration-invalid` for another kind of secret
 */
export function signWebhook(
	secret: string,
	id: string,
	seconds: number,
	body: string,
): Record<string, string> {
	const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
	if (!secret.startsWith("whsec_") || key.length < 24 || key.length > 64)
		throw new AuditTrailError(
			"configuration-invalid",
			"a webhook's secret is whsec_ and 24 to 64 bytes in base64",
		);
	const signature = createHmac("sha256", createSecretKey(key)).update(`${id}.${seconds}.${body}`).digest();
	return {
		"webhook-id": id,
		"webhook-timestamp": String(seconds),
		"webhook-signature": `v1,${signature.toString("base64")}`,
	};
}
