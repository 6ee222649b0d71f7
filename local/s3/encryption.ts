import { keyArn } from "../key-arn.ts";
import { link } from "../link.ts";
import { AwsError, type Caller, type LocalContext } from "../service.ts";
import type { Ask } from "./ask.ts";
import { type Bucket, bucketArn, objectArn } from "./bucket/bucket.ts";
import type { Version } from "./object/version.ts";
import { refuse } from "./refuse.ts";

export type ObjectEncryption = Version["encryption"];

/** What a writer asks for, and how it is known to policies. */
export interface EncryptionAsk {
	encryption: ObjectEncryption;
	conditions: Record<string, string | undefined>;
}

/** Reads the encryption headers of a write; without any, the bucket's default applies. SSE-C and DSSE are refused by name. */
export function readEncryption(context: LocalContext, ask: Ask, bucket: Bucket): EncryptionAsk {
	const algorithm = ask.header("x-amz-server-side-encryption");
	const key = ask.header("x-amz-server-side-encryption-aws-kms-key-id");
	const bucketKey = ask.header("x-amz-server-side-encryption-bucket-key-enabled");
	const conditions = {
		"s3:x-amz-server-side-encryption": algorithm,
		"s3:x-amz-server-side-encryption-aws-kms-key-id": key === undefined ? undefined : keyArn(context, key),
	};
	const standard = bucket.encryption;
	if (algorithm === undefined && key === undefined) {
		if (standard.algorithm === "AES256") return { encryption: standard, conditions };
		return { encryption: withKey(context, standard.key, bucketKey, standard.bucketKey), conditions };
	}
	if (algorithm === "AES256" && key === undefined) return { encryption: { algorithm }, conditions };
	if (algorithm !== "aws:kms")
		throw refuse.argument(
			`x-amz-server-side-encryption ${algorithm ?? ""} is not honoured by the local cloud here; it takes AES256, or aws:kms with a key`,
		);
	const wanted = key ?? (standard.algorithm === "aws:kms" ? standard.key : undefined);
	if (wanted === undefined)
		throw refuse.argument(
			"aws:kms without a key would use one managed by AWS, which is not simulated; name a key",
		);
	return {
		encryption: withKey(context, wanted, bucketKey, standard.algorithm === "aws:kms" && standard.bucketKey),
		conditions,
	};
}

const withKey = (
	context: LocalContext,
	key: string,
	asked: string | undefined,
	standard: boolean,
): ObjectEncryption => ({
	algorithm: "aws:kms",
	keyArn: keyArn(context, key),
	bucketKey: asked === undefined ? standard : asked === "true",
});

/** Checks that a caller may use an object's key; the encryption context is the object's ARN, or the bucket's with a bucket key. */
export async function guardKey(
	context: LocalContext,
	place: { bucket: string; key: string },
	encryption: ObjectEncryption,
	action: "kms:GenerateDataKey" | "kms:Decrypt",
	caller: Caller,
): Promise<void> {
	if (encryption.algorithm !== "aws:kms") return;
	try {
		await link(
			context,
			"useKey",
		)({
			keyArn: encryption.keyArn,
			action,
			caller,
			via: `s3.${context.region}.amazonaws.com`,
			encryptionContext: {
				"aws:s3:arn": encryption.bucketKey ? bucketArn(place.bucket) : objectArn(place.bucket, place.key),
			},
		});
	} catch (error) {
		if (!(error instanceof AwsError)) throw error;
		if (error.code.startsWith("AccessDenied")) throw refuse.accessDenied(error.message);
		throw new AwsError(`KMS.${error.code}`, error.message, 400, error.detail);
	}
}

/** The headers by which an answer tells how an object is encrypted. */
export function encryptionHeaders(encryption: ObjectEncryption): Record<string, string> {
	if (encryption.algorithm === "AES256") return { "x-amz-server-side-encryption": "AES256" };
	return {
		"x-amz-server-side-encryption": "aws:kms",
		"x-amz-server-side-encryption-aws-kms-key-id": encryption.keyArn,
		...(encryption.bucketKey ? { "x-amz-server-side-encryption-bucket-key-enabled": "true" } : {}),
	};
}
