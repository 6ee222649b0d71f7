import { AwsError } from "../service.ts";

/** Refusals in the words of the EventBridge Scheduler API. */
export const refuse = {
	validation: (message: string) => new AwsError("ValidationException", message, 400),
	noSchedule: (name: string) =>
		new AwsError("ResourceNotFoundException", `Schedule ${name} does not exist.`, 404),
	noGroup: (name: string) =>
		new AwsError("ResourceNotFoundException", `Schedule group ${name} does not exist.`, 404),
	conflict: (message: string) => new AwsError("ConflictException", message, 409),
};
