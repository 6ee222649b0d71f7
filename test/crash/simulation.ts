import { setImmediate } from "node:timers/promises";
import type { Dice } from "./seeded.ts";

interface Pending {
	run: () => void;
	/** Simulated time at which it runs. */
	due: number;
}

/** A call to a store takes from 1 to so many milliseconds, so that calls of several workers overtake each other. */
const LATENCY = 12;

/**
 * Simulated time in which real code runs: every call to a store waits here until the dice let it happen, so that a
 * seed decides which worker goes next, and two runs of a seed are one. Nothing else takes time.
 */
export class Simulation {
	now: number;
	readonly dice: Dice;
	readonly #pending: Pending[] = [];

	constructor(dice: Dice, now: number) {
		this.dice = dice;
		this.now = now;
	}
	/** Happens after so many milliseconds. */
	later(run: () => void, delay: number): void {
		this.#pending.push({ run, due: this.now + delay });
	}
	/** A call: on its way for a while, and then `act` happens in an instant. */
	async turn<Value>(act: () => Value): Promise<Value> {
		return await new Promise((resolve, reject) => {
			this.later(() => {
				try {
					resolve(act());
				} catch (error) {
					reject(error);
				}
			}, 1 + this.dice.below(LATENCY));
		});
	}
	async sleep(milliseconds: number): Promise<void> {
		await new Promise<void>((resolve) => this.later(resolve, milliseconds));
	}
	/** Until nothing is left to happen. */
	async run(): Promise<void> {
		for (;;) {
			// Everything that follows from the last step, however many promises it passes through.
			await setImmediate();
			if (this.#pending.length === 0) return;
			const soonest = Math.min(...this.#pending.map(({ due }) => due));
			const next = this.dice.pick(this.#pending.filter(({ due }) => due === soonest));
			this.#pending.splice(this.#pending.indexOf(next), 1);
			// A test may have let hours pass in between.
			this.now = Math.max(this.now, soonest);
			next.run();
		}
	}
}
