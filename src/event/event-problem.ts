/** Why one event of a batch was not taken. */
export interface EventProblem {
	code: "event-invalid";
	/** JSON pointer into the event and what may stand there; never what stood there. */
	detail: string;
}

export const eventProblem = (pointer: string, takes: string): EventProblem => ({
	code: "event-invalid",
	// Names inside `details` are the producer's and may be long.
	detail: `${pointer === "" ? "the event" : pointer.slice(0, 200)}: ${takes}`,
});
