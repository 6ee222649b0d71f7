import type { LocalContext } from "../../service.ts";
import { invalid } from "../refusal.ts";

export interface SseSpecification {
	Enabled?: boolean;
	SSEType?: "KMS";
	/** A key's id or ARN. */
	KMSMasterKeyId?: string;
}

/** ARN of the customer's key; undefined for AWS's own key, which no policy here can withhold. */
export function encryptionKeyOf(
	{ region, account }: Pick<LocalContext, "region" | "account">,
	specification: SseSpecification | undefined,
): string | undefined {
	const id = specification?.KMSMasterKeyId;
	if (!specification?.Enabled) {
		if (id !== undefined) throw invalid("KMSMasterKeyId is given, but SSE is not enabled");
		return undefined;
	}
	if (id === undefined)
		throw invalid(
			"The local cloud has no AWS managed key (alias/aws/dynamodb): give KMSMasterKeyId, or leave SSESpecification out",
		);
	if (id.startsWith("arn:") ? !/^arn:aws:kms:[^:]+:\d+:key\/[\w-]+$/.test(id) : !/^[\w-]+$/.test(id))
		throw invalid(`KMSMasterKeyId takes a key's id or ARN, not ${id}`);
	return id.startsWith("arn:") ? id : `arn:aws:kms:${region}:${account}:key/${id}`;
}
