import { AwsError } from "./service.ts";

/**
 * Whether a service that delivers for others may stop trying: a refusal of the caller or of what it sends is
 * permanent; throttling, a disabled key and failures inside pass.
 */
export function isPermanent(error: unknown): error is AwsError {
	return (
		error instanceof AwsError &&
		error.status < 500 &&
		error.status !== 429 &&
		!/Throttl|TooManyRequests|Disabled|InvalidState/i.test(error.code)
	);
}
