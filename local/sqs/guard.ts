import { keyArn } from "../key-arn.ts";
import { link } from "../link.ts";
import { AwsError, type Caller, type LocalContext } from "../service.ts";
import type { Queue } from "./queues.ts";

/** Checks that a caller may do this to a queue: its own policies and the queue's. */
export function guard(context: LocalContext, queue: Queue, caller: Caller, action: string): void {
	const { policy } = queue.settings;
	context.authorize({
		caller,
		action: `sqs:${action}`,
		resource: queue.arn,
		...(policy === undefined ? {} : { resourcePolicy: policy }),
	});
}

/**
 * Checks that a caller may use the key of an encrypted queue: `GenerateDataKey` and `Decrypt` to send, `Decrypt` to receive
 * (SQS developer guide, "Configuring KMS permissions"). Asked each time, not once per reuse period, so that a
 * disabled key stops the queue at once.
 */
export async function guardKey(
	context: LocalContext,
	queue: Queue,
	caller: Caller,
	use: "send" | "receive",
): Promise<void> {
	const { key } = queue.settings;
	if (key === undefined) return;
	const actions =
		use === "send" ? (["kms:GenerateDataKey", "kms:Decrypt"] as const) : (["kms:Decrypt"] as const);
	try {
		for (const action of actions)
			await link(
				context,
				"useKey",
			)({
				keyArn: keyArn(context, key),
				action,
				caller,
				via: `sqs.${context.region}.amazonaws.com`,
				encryptionContext: { "aws:sqs:arn": queue.arn },
			});
	} catch (error) {
		if (!(error instanceof AwsError)) throw error;
		throw new AwsError(kmsCode(error.code), error.message, 400, error.detail);
	}
}

/** The SQS API names KMS's refusals in its own way. */
function kmsCode(code: string): string {
	if (code.startsWith("AccessDenied")) return "KmsAccessDenied";
	if (code === "DisabledException") return "KmsDisabled";
	if (code === "NotFoundException") return "KmsNotFound";
	if (code === "KMSInvalidStateException") return "KmsInvalidState";
	if (code.startsWith("Throttling")) return "KmsThrottled";
	return code;
}
