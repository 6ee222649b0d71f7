import { link } from "../link.ts";
import { AwsError, type Caller, type LocalContext } from "../service.ts";

/** Sends a record to a queue, a topic or a function, in the name of the function's role, as destinations do. */
export async function sendToDestination(
	context: LocalContext,
	call: {
		arn: string;
		body: string;
		from: Caller;
		attributes?: Record<string, { DataType: string; StringValue: string }>;
	},
): Promise<void> {
	const { arn, body, from, attributes } = call;
	switch (arn.split(":")[2]) {
		case "sqs":
			return link(
				context,
				"sendMessage",
			)({ queueArn: arn, body, from, ...(attributes ? { attributes } : {}) });
		case "sns":
			return link(context, "publish")({ topicArn: arn, message: body, from });
		case "lambda":
			return link(context, "invokeFunction")({ functionArn: arn, payload: body, from });
		default:
			throw new AwsError(
				"InvalidParameterValueException",
				`a destination is a queue, topic or function: ${arn}`,
			);
	}
}
