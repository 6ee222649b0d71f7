/** The local cloud's clock: the machine's, moved by the fault `clock moved`. Milliseconds since 1970. */
export interface Clock {
	now(): number;
	/** Moves the clock by that many milliseconds from the machine's time. */
	move(milliseconds: number): void;
	readonly offset: number;
}

export function machineClock(offset = 0): Clock {
	let moved = offset;
	return {
		now: () => Date.now() + moved,
		move: (milliseconds) => {
			moved = milliseconds;
		},
		get offset() {
			return moved;
		},
	};
}
