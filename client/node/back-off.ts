/** Milliseconds of the first wait and of the longest. */
const FIRST = 200;
const LONGEST = 20_000;

/**
 * How long to wait before the next attempt: somewhere between nothing and twice the last bound, so that clients
 * which failed together do not come back together; never shorter than the server asked for.
 * @param attempt 0 before the second attempt
 * @param random between 0 and 1
 * @param retryAfter milliseconds that the server asked for
 */
export function backOff(attempt: number, random: number, retryAfter = 0): number {
	const bound = Math.min(LONGEST, FIRST * 2 ** attempt);
	return Math.max(retryAfter, Math.round(random * bound));
}

/** The header `Retry-After` (RFC 9110, section 10.2.3) in milliseconds: seconds, or a date. */
export function retryAfter(header: string | null, now: number): number {
	if (header === null) return 0;
	if (/^\d+$/.test(header)) return Number(header) * 1000;
	const at = Date.parse(header);
	return Number.isNaN(at) ? 0 : Math.max(0, at - now);
}
