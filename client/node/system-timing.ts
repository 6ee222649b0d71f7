import type { Timing } from "./timing.ts";

/** The machine's own. */
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
