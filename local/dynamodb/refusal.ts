import { AwsError } from "../service.ts";

/** dynalite's refusal in the form of the local cloud; what is no refusal stays the failure that it is. */
export function refusal(error: DynaliteError): Error {
	const { statusCode, body } = error;
	if (!statusCode || !body) return error;
	return new AwsError(
		body.__type.replace(/^.*#/, ""),
		body.message ?? body.Message ?? error.message,
		statusCode,
	);
}

export const invalid = (message: string): AwsError => new AwsError("ValidationException", message);
