/** Time and chance, to be replaced in tests. */
export interface Timing {
	/** Milliseconds since 1970. */
	now(): number;
	/** Resolves after that many milliseconds; earlier, when `signal` fires. */
	sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
	/** Between 0 and 1. */
	random(): number;
}
