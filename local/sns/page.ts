import { refuse } from "./refuse.ts";

/** Lists come in pages of 100, in order of ARN; the token is the last ARN that was shown. */
export function page<Entry extends { arn: string }>(
	sorted: readonly Entry[],
	token: string | undefined,
): { shown: Entry[]; next: string | undefined } {
	const after = token === undefined ? "" : Buffer.from(token, "base64url").toString();
	if (token !== undefined && !after.startsWith("arn:")) throw refuse.parameter("NextToken");
	const rest = sorted.filter(({ arn }) => arn > after);
	const shown = rest.slice(0, 100);
	const last = shown.at(-1);
	return {
		shown,
		next: last && rest.length > shown.length ? Buffer.from(last.arn).toString("base64url") : undefined,
	};
}
