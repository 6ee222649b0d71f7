import type { KeyRecord } from "./key-record.ts";
import { keySpecs } from "./key-spec.ts";

/** Times in replies are seconds since 1970. */
export const seconds = (milliseconds: number): number => milliseconds / 1000;

const algorithmsName = {
	ENCRYPT_DECRYPT: "EncryptionAlgorithms",
	SIGN_VERIFY: "SigningAlgorithms",
	GENERATE_VERIFY_MAC: "MacAlgorithms",
} as const;

/** A key as DescribeKey tells it. */
export function keyMetadata(key: KeyRecord, account: string): Record<string, unknown> {
	const { usage, algorithms } = keySpecs[key.spec];
	const pending = key.deletionAt !== undefined;
	return {
		AWSAccountId: account,
		KeyId: key.id,
		Arn: key.arn,
		CreationDate: seconds(key.createdAt),
		Enabled: key.enabled && !pending,
		Description: key.description,
		KeyUsage: usage,
		KeyState: pending ? "PendingDeletion" : key.enabled ? "Enabled" : "Disabled",
		...(key.deletionAt === undefined ? {} : { DeletionDate: seconds(key.deletionAt) }),
		Origin: "AWS_KMS",
		KeyManager: "CUSTOMER",
		CustomerMasterKeySpec: key.spec,
		KeySpec: key.spec,
		[algorithmsName[usage]]: algorithms,
		MultiRegion: false,
	};
}
