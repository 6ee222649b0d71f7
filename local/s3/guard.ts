import type { Caller, LocalContext } from "../service.ts";
import type { Ask } from "./ask.ts";
import { type Bucket, bucketArn, objectArn } from "./bucket/bucket.ts";
import type { Desk } from "./desk.ts";
import { refuse } from "./refuse.ts";

export type Conditions = Readonly<Record<string, string | undefined>>;

/** Who asks, and by which operation: the fault `bypass-policy` is planted on the operation. */
export interface Asking {
	caller: Caller;
	operation: string;
}

/**
 * Checks that a caller may do this: its own policies and the bucket's, explicit denials included.
 * `key` undefined asks about the bucket itself. The fault `bypass-policy` leaves the bucket's policy out, and only that.
 */
export function guard(
	context: LocalContext,
	bucket: Bucket,
	key: string | undefined,
	action: string,
	{ caller, operation }: Asking,
	conditions: Conditions = {},
): void {
	const policy =
		bucket.policy !== undefined && !context.faults.strike("bypass-policy", "s3", operation)
			? bucket.policy
			: undefined;
	context.authorize({
		caller,
		action: `s3:${action}`,
		resource: key === undefined ? bucketArn(bucket.name) : objectArn(bucket.name, key),
		context: Object.fromEntries(
			Object.entries(conditions).filter((entry): entry is [string, string] => entry[1] !== undefined),
		),
		...(policy === undefined ? {} : { resourcePolicy: policy }),
	});
}

/** Whether `guard` would let it pass. */
export function mayDo(...question: Parameters<typeof guard>): boolean {
	try {
		guard(...question);
		return true;
	} catch {
		return false;
	}
}

/** The bucket that a request names, after its owner was checked where the caller asks for that. */
export function bucketOf(desk: Desk, ask: Ask): Bucket {
	const owner = ask.header("x-amz-expected-bucket-owner");
	const bucket = desk.buckets.byName(ask.bucket);
	if (owner !== undefined && owner !== desk.context.account) throw refuse.accessDenied("Access Denied");
	return bucket;
}
