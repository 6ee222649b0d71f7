import { type Status, worth } from "./status.ts";

/** Scores from 0 to 1, or null where no control counts. The headline is the floor. */
export interface Score {
	/** What is proven. */
	floor: number | null;
	/** What could be true at best, if everything unseen were in order. */
	ceiling: number | null;
	/** Share of the controls for which the evidence sufficed. */
	coverage: number | null;
}

export function score(all: readonly Status[]): Score {
	const counted = all.map(worth).filter((value) => value !== undefined);
	const mean = (values: number[]) =>
		values.length === 0 ? null : round(values.reduce((sum, value) => sum + value, 0) / values.length);
	const seen = all.filter((status) => status !== "insufficient-evidence" && status !== "not-run");
	return {
		floor: mean(counted.map(({ floor }) => floor)),
		ceiling: mean(counted.map(({ ceiling }) => ceiling)),
		coverage: all.length === 0 ? null : round(seen.length / all.length),
	};
}

const round = (value: number) => Math.round(value * 10_000) / 10_000;
