import { AwsError } from "../service.ts";

/** Refusals in the words of the SQS API (its JSON protocol). */
export const refuse = {
	value: (message: string) => new AwsError("InvalidParameterValue", message),
	missing: (message: string) => new AwsError("MissingParameter", message),
	unsupported: (message: string) => new AwsError("UnsupportedOperation", message),
	noQueue: () => new AwsError("QueueDoesNotExist", "The specified queue does not exist."),
	receipt: (handle: string) =>
		new AwsError(
			"ReceiptHandleIsInvalid",
			`The input receipt handle "${handle}" is not a valid receipt handle.`,
		),
	attribute: (message: string) => new AwsError("InvalidAttributeValue", message),
	attributeName: (name: string) => new AwsError("InvalidAttributeName", `Unknown Attribute ${name}.`),
};
