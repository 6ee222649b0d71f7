/**
 * Seconds to wait after each attempt to deliver: quick at first, for a worker that died or a receiver that restarts;
 * then long enough for somebody to repair it. Together 21 hours and more; SQS allows 12 hours for one wait.
 */
const waits = [5, 30, 120, 600, 1800, 3600, 3 * 3600, 6 * 3600, 10 * 3600];

/** @param attempt attempts made so far, from 1 */
export const retryAfter = (attempt: number): number =>
	waits[Math.max(1, Math.min(attempt, waits.length)) - 1] ?? 5;
