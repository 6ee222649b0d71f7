import { DecryptCommand, EncryptCommand, type KMSClient } from "@aws-sdk/client-kms";
import { AuditTrailError } from "../src/errors.ts";
import type { TenantId } from "../src/ledger/identifiers.ts";
import type { ChannelSecret } from "./channels.ts";

/** Seals and opens what a channel keeps secret, by KMS itself under the alerts key: it is too little for a data key. */
export function channelSeal(kms: KMSClient, alertsKey: string) {
	const context = (tenant: TenantId, name: string) => ({ tenant, purpose: "channel", channel: name });
	return {
		async seal(tenant: TenantId, name: string, secret: ChannelSecret): Promise<Uint8Array> {
			try {
				const { CiphertextBlob } = await kms.send(
					new EncryptCommand({
						KeyId: alertsKey,
						Plaintext: Buffer.from(JSON.stringify({ url: secret.url, secret: secret.secret })),
						EncryptionContext: context(tenant, name),
					}),
				);
				if (!CiphertextBlob) throw new Error("KMS gave no ciphertext");
				return CiphertextBlob;
			} catch (cause) {
				throw new AuditTrailError("key-unavailable", undefined, { cause });
			}
		},
		async open(tenant: TenantId, name: string, sealed: Uint8Array): Promise<ChannelSecret> {
			try {
				const { Plaintext } = await kms.send(
					new DecryptCommand({
						KeyId: alertsKey,
						CiphertextBlob: sealed,
						EncryptionContext: context(tenant, name),
					}),
				);
				// Written by `seal` and authenticated by KMS.
				return JSON.parse(Buffer.from(Plaintext ?? []).toString()) as ChannelSecret;
			} catch (cause) {
				throw new AuditTrailError("key-unavailable", undefined, { cause });
			}
		},
	};
}
