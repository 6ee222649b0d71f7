import type { LocalContext } from "./service.ts";

/** The ARN of a KMS key that is named by its id, alias or ARN. */
export function keyArn({ region, account }: Pick<LocalContext, "region" | "account">, key: string): string {
	if (key.startsWith("arn:")) return key;
	return `arn:aws:kms:${region}:${account}:${key.startsWith("alias/") ? key : `key/${key}`}`;
}
