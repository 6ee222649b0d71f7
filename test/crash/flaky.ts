import { AuditTrailError } from "../../src/errors.ts";
import type { Dice } from "./seeded.ts";

export class Killed extends Error {
	override readonly name = "Killed";
}

export interface Flakiness {
	/** Chance that a write is not stored, and that it is stored but says it was not. */
	fails: number;
	persistsAndFails: number;
	/** Chance that a worker dies at a given call, before or after it was done. */
	kills: number;
}

export const steady: Flakiness = { fails: 0, persistsAndFails: 0, kills: 0 };

/** One worker's way to its stores: each call may fail, be done and fail, or be the worker's last. */
export class Flaky {
	readonly #dice: Dice;
	readonly #chances: Flakiness;
	dead = false;

	constructor(dice: Dice, chances: Flakiness) {
		this.#dice = dice;
		this.#chances = chances;
	}

	async read<Value>(look: () => Value): Promise<Value> {
		await this.#turn();
		if (this.#strikes(this.#chances.fails / 4)) throw new AuditTrailError("store-unavailable");
		return look();
	}

	async write<Value>(act: () => Value): Promise<Value> {
		await this.#turn();
		if (this.#strikes(this.#chances.fails)) throw new AuditTrailError("store-unavailable");
		const result = act();
		if (this.#strikes(this.#chances.kills)) this.#die();
		if (this.#strikes(this.#chances.persistsAndFails)) throw new AuditTrailError("store-unavailable");
		return result;
	}

	/** Lets other workers go first for a while, then finds out whether this one lives. */
	async #turn(): Promise<void> {
		for (let turns = this.#dice.below(4); turns >= 0; turns--) await Promise.resolve();
		if (this.dead || this.#strikes(this.#chances.kills)) this.#die();
	}

	#die(): never {
		this.dead = true;
		throw new Killed();
	}

	#strikes(chance: number): boolean {
		return chance > 0 && this.#dice.chance(chance);
	}
}
