import { createSecretKey, type KeyObject } from "node:crypto";
import { DecryptCommand, GenerateDataKeyCommand, type KMSClient } from "@aws-sdk/client-kms";
import { AuditTrailError } from "../src/errors.ts";
import type { CredentialStore } from "./credentials.ts";

/** The deployment's key for hashing API keys, wrapped by the envelope key and kept beside the credentials. */
export interface Pepper {
	/** Opened once per process. @throws AuditTrailError `key-unavailable` */
	open(): Promise<KeyObject>;
	/** As `open`, and makes it where there is none. Only `enroll` may. */
	make(): Promise<KeyObject>;
}

/** The key policy and the roles name this context: a grant for peppers opens nothing else. */
const context = { tenant: "system", purpose: "credentials" };

export function pepper(
	kms: KMSClient,
	envelopeKey: string,
	credentials: Pick<CredentialStore, "wrappedPepper" | "keepPepper">,
): Pepper {
	let opened: Promise<KeyObject> | undefined;
	const unwrap = async (wrapped: Uint8Array): Promise<KeyObject> => {
		try {
			const { Plaintext } = await kms.send(
				new DecryptCommand({ CiphertextBlob: wrapped, KeyId: envelopeKey, EncryptionContext: context }),
			);
			if (!Plaintext) throw new Error("KMS gave no plaintext");
			return createSecretKey(Plaintext);
		} catch (cause) {
			throw new AuditTrailError("key-unavailable", undefined, { cause });
		}
	};
	const wrapNew = async (): Promise<Uint8Array> => {
		try {
			const { CiphertextBlob } = await kms.send(
				new GenerateDataKeyCommand({ KeyId: envelopeKey, KeySpec: "AES_256", EncryptionContext: context }),
			);
			if (!CiphertextBlob) throw new Error("KMS gave no ciphertext");
			return CiphertextBlob;
		} catch (cause) {
			throw new AuditTrailError("key-unavailable", undefined, { cause });
		}
	};
	const once = (load: () => Promise<KeyObject>): Promise<KeyObject> => {
		opened ??= load().catch((error: unknown) => {
			// A failure is not remembered: the key may be enabled again.
			opened = undefined;
			throw error;
		});
		return opened;
	};
	return {
		open: () =>
			once(async () => {
				const wrapped = await credentials.wrappedPepper();
				if (!wrapped) throw new AuditTrailError("key-unavailable", "no tenant was enrolled yet");
				return await unwrap(wrapped);
			}),
		make: () =>
			once(async () => {
				const wrapped =
					(await credentials.wrappedPepper()) ?? (await credentials.keepPepper(await wrapNew()));
				return await unwrap(wrapped);
			}),
	};
}
