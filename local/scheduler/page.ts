import { refuse } from "./refuse.ts";

/** One page of a list that is ordered by ARN's place; the token is the last ARN that was shown. */
export function page<Entry extends { arn: string }>(
	all: readonly Entry[],
	token: string | undefined,
	max: number,
): { entries: Entry[]; next: string | undefined } {
	const last = token === undefined ? undefined : Buffer.from(token, "base64url").toString();
	const at = last === undefined ? 0 : all.findIndex(({ arn }) => arn === last) + 1;
	if (last !== undefined && at === 0) throw refuse.validation("NextToken is not valid any more");
	const entries = all.slice(at, at + max);
	const end = entries.at(-1);
	const more = end !== undefined && at + entries.length < all.length;
	return { entries, next: more ? Buffer.from(end.arn).toString("base64url") : undefined };
}
