import { setTimeout } from "node:timers/promises";

/** Time is passed in, so that a test can run the real code a day ahead. */
export interface Clock {
	/** Milliseconds since 1970 in UTC. */
	now(): number;
	/** Resolves after this many milliseconds. */
	sleep(milliseconds: number): Promise<void>;
}

export const systemClock: Clock = {
	now: () => Date.now(),
	sleep: async (milliseconds) => {
		await setTimeout(milliseconds);
	},
};
