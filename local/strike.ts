import { AwsError, type LocalContext } from "./service.ts";

/** How each service says that it is asked too often. */
const throttling: Readonly<Record<string, [code: string, status: number]>> = {
	sqs: ["RequestThrottled", 400],
	sns: ["Throttled", 429],
	s3: ["SlowDown", 503],
	scheduler: ["ThrottlingException", 429],
};

/** The faults `slow` and `throttle`, which strike a call before it does anything. */
export async function strike(
	{ faults }: Pick<LocalContext, "faults">,
	service: string,
	operation: string,
): Promise<void> {
	const slow = faults.strike("slow", service, operation);
	if (slow) await new Promise((resolve) => setTimeout(resolve, slow.milliseconds));
	if (!faults.strike("throttle", service, operation)) return;
	const [code, status] = throttling[service] ?? ["ThrottlingException", 400];
	throw new AwsError(code, `Rate exceeded (a planted fault on ${service}:${operation})`, status);
}
