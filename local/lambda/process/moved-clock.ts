/*
 * Loaded by `--import` into a function's process when the local cloud's clock was moved: the offset stands in the
 * query of this file's URL. Only `Date` moves; timers and `performance` measure durations, which do not.
 */
const offset = Number(new URL(import.meta.url).searchParams.get("offset"));
const machine = Date;

class MovedDate extends machine {
	constructor(...given: [] | ConstructorParameters<typeof Date>) {
		if (given.length === 0) super(machine.now() + offset);
		else super(...given);
	}
	static override now(): number {
		return machine.now() + offset;
	}
}

/** `Date()` called as a function gives a string; a class cannot be called, so a proxy stands in front. */
globalThis.Date = new Proxy(MovedDate, {
	apply: () => new MovedDate().toString(),
}) as unknown as DateConstructor;
