/** Time and chance, to be replaced in tests. */
export interface Timing {
	/** Milliseconds since 1970. */
	now(): number;
	/** Resolves after that many milliseconds; earlier, when `signal` fires. */
	sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
	/** Between 0 and 1. */
	random(): number;
}

export const systemTiming: Timing = {
	now: () => Date.now(),
	random: () => Math.random(),
	// The timer is not unreferenced: a process does not end while events wait to be sent.
	sleep: (milliseconds, signal) =>
		new Promise((resolve) => {
			if (signal?.aborted) return resolve();
			const done = () => {
				clearTimeout(timer);
				signal?.removeEventListener("abort", done);
				resolve();
			};
			const timer = setTimeout(done, milliseconds);
			signal?.addEventListener("abort", done);
		}),
};
