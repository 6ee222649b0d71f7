import { keyArn } from "../key-arn.ts";
import { link } from "../link.ts";
import { AwsError, type Caller, type LocalContext } from "../service.ts";
import type { Topic } from "./topics.ts";

/** Checks that a caller may do this to a topic: its own policies and the topic's. */
export function guard(
	context: LocalContext,
	topic: Topic,
	caller: Caller,
	action: string,
	conditions: Readonly<Record<string, string>> = {},
): void {
	const policy = topic.attributes["Policy"];
	context.authorize({
		caller,
		action: `sns:${action}`,
		resource: topic.arn,
		context: conditions,
		...(policy === undefined ? {} : { resourcePolicy: policy }),
	});
}

/** Publishing to an encrypted topic needs `GenerateDataKey` and `Decrypt` on its key. */
export async function guardKey(context: LocalContext, topic: Topic, caller: Caller): Promise<void> {
	const key = topic.attributes["KmsMasterKeyId"];
	if (key === undefined) return;
	try {
		for (const action of ["kms:GenerateDataKey", "kms:Decrypt"] as const)
			await link(
				context,
				"useKey",
			)({
				keyArn: keyArn(context, key),
				action,
				caller,
				via: `sns.${context.region}.amazonaws.com`,
				encryptionContext: { "aws:sns:topicArn": topic.arn },
			});
	} catch (error) {
		if (!(error instanceof AwsError)) throw error;
		throw new AwsError(kmsCode(error.code), error.message, error.status, error.detail);
	}
}

/** The SNS API names KMS's refusals in its own way. */
function kmsCode(code: string): string {
	if (code.startsWith("AccessDenied")) return "KMSAccessDenied";
	if (code === "DisabledException") return "KMSDisabled";
	if (code === "NotFoundException") return "KMSNotFound";
	if (code === "KMSInvalidStateException") return "KMSInvalidState";
	if (code.startsWith("Throttling")) return "KMSThrottling";
	return code;
}
