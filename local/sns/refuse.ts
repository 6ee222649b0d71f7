import { AwsError } from "../service.ts";

/** Refusals in the words of the SNS API (query protocol). */
export const refuse = {
	parameter: (message: string) => new AwsError("InvalidParameter", `Invalid parameter: ${message}`),
	noTopic: () => new AwsError("NotFound", "Topic does not exist", 404),
	noSubscription: () => new AwsError("NotFound", "Subscription does not exist", 404),
	unsupported: (message: string) => new AwsError("InvalidAction", message),
};
